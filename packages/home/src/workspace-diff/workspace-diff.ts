/**
 * What changed in a workspace since the checked-out commit, new files included. git runs with a repository of its own
 * that only borrows the objects: the agent can write the settings of its repository, and they could name programs.
 * Changes nothing in the workspace, follows no link, and stays inside the workspace.
 */
import type { DiffWhy, WorkspaceDiff } from "@tinyagi/contracts";
import { borrow } from "../git/borrow.js";
import { type FoundRepository, findRepository } from "../git/find-repository.js";
import type { GitPlace, ScratchCall, ScratchRepository } from "../git/scratch-repository.js";
import { parseDiff } from "./parse-diff.js";

/** Most new files that are shown. */
export const NEW_FILES_MAX = 500;
/** Most bytes of all diffs. */
const OUTPUT_MAX_BYTES = 1024 * 1024;
const GIT_MS = 15_000;

export interface WorkspaceDiffOptions {
  /** Real path of the workspace. */
  readonly workspace: string;
  readonly git: GitPlace;
  readonly signal: AbortSignal;
}

/** Never throws for what is in the workspace: the answer says what is missing, and why. */
export async function workspaceDiff({
  workspace,
  git,
  signal,
}: WorkspaceDiffOptions): Promise<WorkspaceDiff> {
  const found = await findRepository(workspace);
  if (!found.ok)
    return found.reason === "none"
      ? nothing(false, { code: "diff.no_repository" })
      : nothing(true, { code: "diff.refused", refusal: found.reason });
  const { repository } = found;
  const compared = await borrow(git, repository, {
    read: (scratch) => compare(repository, scratch, signal),
    use: async (diff) => diff,
  });
  return compared.ok ? compared.value : nothing(true, { code: "diff.refused", refusal: compared.reason });
}

async function compare(
  { top, prefix, commit }: FoundRepository,
  scratch: ScratchRepository,
  signal: AbortSignal,
): Promise<WorkspaceDiff> {
  const limits = { workTree: top, timeoutMs: GIT_MS, maxBytes: OUTPUT_MAX_BYTES, signal };
  const git = (args: readonly string[], more: ScratchCall = {}) => scratch.git(args, { ...limits, ...more });
  await git(["read-tree", commit]);
  const here = prefix === "" ? "." : prefix;
  const listed = await git(["ls-files", "--others", "--exclude-standard", "-z", "--", here]);
  // A folder at the end of the list is a repository of its own.
  const added = listed.text.split("\0").filter((name) => name !== "" && !name.endsWith("/"));
  const shown = added.slice(0, NEW_FILES_MAX);
  if (shown.length > 0)
    await git(["add", "--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul"], {
      input: shown.map((name) => `${name}\0`).join(""),
    });
  const options = ["--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=all", "--no-color"];
  const diff = await git(["diff", "--patch-with-raw", "--full-index", ...options, commit, "--", here]);
  const { files, isCut } = parseDiff(diff.text, prefix);
  return {
    repository: true,
    note: null,
    why: files.length === 0 ? { code: "diff.same" } : null,
    files,
    truncated: diff.isCut || isCut || listed.isCut || shown.length < added.length,
  };
}

/** The note beside the fact is made where the answer leaves the daemon. */
function nothing(repository: boolean, why: DiffWhy): WorkspaceDiff {
  return { repository, note: null, why, files: [], truncated: false };
}
