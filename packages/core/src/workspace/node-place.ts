/**
 * Where sub-agents work: a folder of their own in the workspace of their agent, or a git worktree with a branch of its
 * own if they write to the repository that their parent works in. A worktree with changes or commits is never removed.
 */
import { stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { makeDirectory } from "../files/make-directory.js";
import { git } from "./git.js";
import { realPathOf } from "./path-policy.js";

/** Folder of the places in a workspace. */
const FOLDER = ".agents";
const BRANCH_PREFIX = "tinyagi/";

export interface NodePlace {
  /** The working directory. */
  path: string;
  worktree?: {
    /** Root of the worktree; the working directory may be below it. */
    root: string;
    /** A folder of the repository that it belongs to. */
    repository: string;
    branch: string;
    /** The commit it started from. */
    base: string;
  };
}

export interface PlaceRequest {
  /** Workspace of the sub-agent's agent. */
  workspace: string;
  /** Unique in that workspace, safe as the name of a file and of a branch. */
  name: string;
  /** Where its parent works. */
  parent: string;
  /** Whether it is to change files of the parent's repository. */
  writes: boolean;
}

export interface NodePlaces {
  /** Creates the place, or finds what an earlier attempt created. */
  create(request: PlaceRequest): Promise<NodePlace>;
  /**
   * Removes a worktree that holds neither changes nor commits, and an empty folder.
   *
   * @returns whether the place was kept because a worktree holds work
   */
  release(place: NodePlace): Promise<boolean>;
}

export function createNodePlaces(): NodePlaces {
  return { create, release };
}

async function create(request: PlaceRequest): Promise<NodePlace> {
  const path = join(request.workspace, FOLDER, request.name);
  await refuseLink(request.workspace, path);
  if (!request.writes) return plain(path);
  const top = await git(request.parent, ["rev-parse", "--show-toplevel"]);
  const base = await git(request.parent, ["rev-parse", "--verify", "HEAD"]);
  if (top === undefined || base === undefined) return plain(path);
  const branch = `${BRANCH_PREFIX}${request.name}`;
  const below = relative(top, await realPathOf(request.parent));
  const place = { path: join(path, below), worktree: { root: path, repository: top, branch, base } };
  if (await exists(join(path, ".git"))) return place;
  const added = await git(request.parent, ["worktree", "add", "--quiet", "-B", branch, path, base]);
  if (added === undefined) return plain(path);
  await makeDirectory(place.path);
  return place;
}

/** An agent could have laid a link in the place of a folder of its workspace, to let its sub-agent work elsewhere. */
async function refuseLink(workspace: string, path: string): Promise<void> {
  const expected = join(await realPathOf(workspace), FOLDER, basename(path));
  if ((await realPathOf(path)) === expected) return;
  throw new AppError(
    "PATH_REFUSED",
    "The folder of a sub-agent leads out of its agent's workspace. Remove the link in `.agents`.",
  );
}

async function plain(path: string): Promise<NodePlace> {
  await makeDirectory(path);
  return { path };
}

async function release({ path, worktree }: NodePlace): Promise<boolean> {
  // Files that a sub-agent wrote in a plain folder are its parent's to keep.
  if (worktree === undefined) return false;
  const { root, repository, branch, base } = worktree;
  const [head, changes] = await Promise.all([
    git(root, ["rev-parse", "--verify", "HEAD"]),
    git(root, ["status", "--porcelain", "--untracked-files=all", "--ignore-submodules=all"]),
  ]);
  const isGone = !(await exists(path)) && !(await exists(root));
  // What cannot be read may hold work.
  if (!isGone && (head !== base || changes !== "")) return true;
  await git(repository, ["worktree", "remove", "--force", root]);
  await git(repository, ["worktree", "prune"]);
  await git(repository, ["branch", "--quiet", "-D", branch]);
  return false;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
