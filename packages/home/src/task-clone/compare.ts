/** The difference of two trees by file, bounded. File names and contents are hostile. */
import type { TaskDiff } from "@tinyagi/contracts";
import type { ScratchRepository } from "../git/scratch-repository.js";
import { parseDiff } from "../workspace-diff/parse-diff.js";

/** Most bytes of all diffs. */
const OUTPUT_MAX_BYTES = 2 * 1024 * 1024;
/** Most files that are shown. */
export const FILES_MAX = 1_000;
const GIT_MS = 30_000;
const OPTIONS = ["--no-ext-diff", "--no-textconv", "--no-color", "--submodule=short", "-M", "-l400"];

export async function compareTrees(
  scratch: ScratchRepository,
  { from, to, signal }: { from: string; to: string; signal?: AbortSignal | undefined },
): Promise<TaskDiff> {
  const limits = { timeoutMs: GIT_MS, maxBytes: OUTPUT_MAX_BYTES, signal };
  const counted = await scratch.git(["diff", "--numstat", "-z", ...OPTIONS, from, to], limits);
  const counts = parseCounts(counted.text);
  const patch = await scratch.git(["diff", "--patch-with-raw", "--full-index", ...OPTIONS, from, to], limits);
  const { files, isCut } = parseDiff(patch.text, "");
  return {
    files: files.slice(0, FILES_MAX).map((file) => {
      const count = counts.get(file.path);
      return {
        ...file,
        from: file.from ?? null,
        binary: count === null,
        added: count?.added ?? 0,
        removed: count?.removed ?? 0,
      };
    }),
    truncated: patch.isCut || counted.isCut || isCut || files.length > FILES_MAX,
  };
}

type Count = { added: number; removed: number };

/** By path; null for a binary file. A renamed one has no name beside its numbers, but both after them. */
function parseCounts(text: string): Map<string, Count | null> {
  const counts = new Map<string, Count | null>();
  const parts = text.split("\0");
  for (let at = 0; at < parts.length; at += 1) {
    const [added, removed, ...name] = (parts[at] ?? "").split("\t");
    if (added === undefined || removed === undefined) continue;
    const path = name.join("\t");
    const known = path === "" ? (parts[at + 2] ?? "") : path;
    if (path === "") at += 2;
    counts.set(known, added === "-" ? null : { added: Number(added), removed: Number(removed) });
  }
  return counts;
}
