/**
 * What changed in a workspace since the checked-out commit, new files included. git runs with a repository of its own
 * that only borrows the objects: the agent can write the settings of its repository, and they could name programs.
 * Changes nothing in the workspace, follows no link, and stays inside the workspace.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkspaceDiff } from "@tinyagi/contracts";
import { errorCode } from "../files/atomic-file.js";
import { type FoundRepository, findRepository } from "./find-repository.js";
import { parseDiff } from "./parse-diff.js";

/** Most new files that are shown. */
export const NEW_FILES_MAX = 500;
/** Most bytes of all diffs. */
const OUTPUT_MAX_BYTES = 1024 * 1024;
const GIT_MS = 15_000;
const CONFIG = ["core.symlinks=true", "core.fsmonitor=false", "core.hooksPath=/dev/null", "gc.auto=0"];

export interface WorkspaceDiffOptions {
  /** Real path of the workspace. */
  readonly workspace: string;
  /** Where `git` is found. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Never throws for what is in the workspace: the answer says what is missing, and why. */
export async function workspaceDiff(options: WorkspaceDiffOptions): Promise<WorkspaceDiff> {
  const repository = await findRepository(options.workspace);
  if (repository === undefined)
    return nothing(false, "The workspace is not in a git repository, so nothing records what changed in it.");
  if (repository.commit === undefined)
    return nothing(true, "The repository has no commit to compare with, or its form is not known.");
  const scratch = await mkdtemp(join(tmpdir(), "tinyagi-diff-"));
  try {
    return await compare(repository, repository.commit, { ...options, scratch });
  } catch (error) {
    if (options.signal.aborted) throw error;
    if (errorCode(error) === "ENOENT") return nothing(true, "git is not installed on this machine.");
    return nothing(true, "git could not compare the workspace with its last commit.");
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Place extends WorkspaceDiffOptions {
  readonly scratch: string;
}

async function compare(repository: FoundRepository, commit: string, place: Place): Promise<WorkspaceDiff> {
  const git = (args: readonly string[], input?: string) => runGit(args, { repository, place, input });
  await createEmptyRepository(place.scratch);
  await git(["read-tree", commit]);
  const here = repository.prefix === "" ? "." : repository.prefix;
  const listed = await git(["ls-files", "--others", "--exclude-standard", "-z", "--", here]);
  // A folder at the end of the list is a repository of its own.
  const added = listed.text.split("\0").filter((name) => name !== "" && !name.endsWith("/"));
  const shown = added.slice(0, NEW_FILES_MAX);
  if (shown.length > 0)
    await git(
      ["add", "--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul"],
      shown.map((name) => `${name}\0`).join(""),
    );
  const options = ["--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=all", "--no-color"];
  const diff = await git(["diff", "--patch-with-raw", "--full-index", ...options, commit, "--", here]);
  const { files, isCut } = parseDiff(diff.text, repository.prefix);
  return {
    repository: true,
    note: files.length === 0 ? "Nothing differs from the last commit." : null,
    files,
    truncated: diff.isCut || isCut || listed.isCut || shown.length < added.length,
  };
}

/** What git needs at least to take a folder for a repository. */
async function createEmptyRepository(folder: string): Promise<void> {
  await mkdir(join(folder, "objects"));
  await mkdir(join(folder, "refs"));
  await writeFile(join(folder, "HEAD"), "ref: refs/heads/none\n");
}

function nothing(repository: boolean, note: string): WorkspaceDiff {
  return { repository, note, files: [], truncated: false };
}

interface GitCall {
  readonly repository: FoundRepository;
  readonly place: Place;
  readonly input: string | undefined;
}

function runGit(
  args: readonly string[],
  { repository, place, input }: GitCall,
): Promise<{ text: string; isCut: boolean }> {
  const env = {
    PATH: place.path,
    GIT_DIR: place.scratch,
    GIT_WORK_TREE: repository.top,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(repository.objects),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    LC_ALL: "C",
  };
  const settings = {
    cwd: repository.top,
    env,
    timeout: GIT_MS,
    maxBuffer: OUTPUT_MAX_BYTES,
    signal: place.signal,
  };
  const config = CONFIG.flatMap((one) => ["-c", one]);
  return new Promise((resolve, reject) => {
    const child = execFile("git", [...config, ...args], settings, (error, stdout) => {
      if (error === null) resolve({ text: stdout, isCut: false });
      // What came before the limit is shown.
      else if (errorCode(error) === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
        resolve({ text: stdout, isCut: true });
      else reject(error);
    });
    child.stdin?.on("error", () => {
      // git ended before it read everything: its exit code says why.
    });
    child.stdin?.end(input ?? "");
  });
}

/** In this list `:` separates folders, and a quoted one may contain it. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
