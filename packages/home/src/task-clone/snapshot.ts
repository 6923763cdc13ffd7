/**
 * What is in a task's clone now, as a tree of git: tracked and new files, committed or not, without ignored ones. Read with
 * a scratch repository, because an agent writes the clone. Changes nothing in the clone, and enters no repository inside it.
 */
import type { ScratchRepository } from "../git/scratch-repository.js";

/** Names of changed files: some 500,000. */
const NAMES_MAX_BYTES = 16 * 1024 * 1024;
const GIT_MS = 60_000;

export class TooManyFilesError extends Error {}

/** @returns the id of the tree @throws TooManyFilesError; what git throws */
export async function snapshot(
  scratch: ScratchRepository,
  { top, commit, signal }: { top: string; commit: string; signal?: AbortSignal | undefined },
): Promise<string> {
  const limits = { workTree: top, timeoutMs: GIT_MS, maxBytes: NAMES_MAX_BYTES, signal };
  await scratch.git(["read-tree", commit], limits);
  const options = ["--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=all"];
  const changed = await scratch.git(["diff", "--name-only", "-z", ...options], limits);
  const added = await scratch.git(["ls-files", "--others", "--exclude-standard", "-z"], limits);
  if (changed.isCut || added.isCut) throw new TooManyFilesError("too many changed files");
  // A folder at the end of the list is a repository of its own.
  const names = [changed, added]
    .flatMap(({ text }) => text.split("\0"))
    .filter((name) => name !== "" && !name.endsWith("/"));
  if (names.length > 0)
    await scratch.git(["update-index", "-z", "--add", "--remove", "--stdin"], {
      ...limits,
      input: names.map((name) => `${name}\0`).join(""),
    });
  return (await scratch.git(["write-tree"], limits)).text.trim();
}
