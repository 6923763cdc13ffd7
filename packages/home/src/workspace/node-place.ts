/**
 * Where sub-agents work: a folder of their own in the workspace of their agent, or a git worktree with a branch of its
 * own if they write to the repository that their parent works in. A worktree with changes or commits is never removed.
 */
import { stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { makeDirectory } from "@tinyagi/base";
import { AppError, type NodePlace, type WorktreeRefusal } from "@tinyagi/contracts";
import { findRepository } from "../git/find-repository.js";
import type { GitPlace } from "../git/scratch-repository.js";
import { resolveRealPath } from "./path-policy.js";
import { createWorktree, releaseWorktree } from "./worktree.js";

/** Folder of the places in a workspace. */
const FOLDER = ".agents";
const BRANCH_PREFIX = "tinyagi/";

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

export function createNodePlaces(git: GitPlace): NodePlaces {
  return {
    create: (request) => create(git, request),
    // Files that a sub-agent wrote in a plain folder are its parent's to keep.
    release: async ({ worktree }) => worktree !== undefined && releaseWorktree(git, worktree),
  };
}

async function create(git: GitPlace, request: PlaceRequest): Promise<NodePlace> {
  if (!isOneStep(request.name))
    throw refused("its name is no name of a folder. Give the sub-agent another name");
  const path = join(request.workspace, FOLDER, request.name);
  await refuseLink(request.workspace, path);
  if (!request.writes) return plain(path);
  const parent = await resolveRealPath(request.parent);
  const found = await findRepository(parent);
  if (!found.ok) return plain(path, found.reason === "none" ? undefined : found.reason);
  const { repository } = found;
  const branch = `${BRANCH_PREFIX}${request.name}`;
  const worktree = { root: path, repository: repository.top, branch, base: repository.commit };
  const place = { path: join(path, relative(repository.top, parent)), worktree };
  await refuseLink(request.workspace, place.path);
  if (await exists(join(path, ".git"))) return place;
  await makeDirectory(join(request.workspace, FOLDER));
  const refusal = await createWorktree(git, repository, worktree);
  if (refusal !== undefined) return plain(path, refusal);
  await refuseLink(request.workspace, place.path);
  await makeDirectory(place.path);
  return place;
}

/** An agent could have laid a link in the place of a folder of its workspace, to let its sub-agent work elsewhere. */
async function refuseLink(workspace: string, path: string): Promise<void> {
  const expected = join(await resolveRealPath(workspace), relative(workspace, path));
  if ((await resolveRealPath(path)) === expected) return;
  throw refused("it leads out of its agent's workspace. Remove the link in `.agents`");
}

function isOneStep(name: string): boolean {
  return !/[/\\\0]/.test(name) && !["", ".", ".."].includes(name);
}

function refused(reason: string): AppError {
  return new AppError("PATH_REFUSED", `The folder of a sub-agent is refused: ${reason}.`);
}

async function plain(path: string, refusal?: WorktreeRefusal): Promise<NodePlace> {
  await makeDirectory(path);
  return refusal === undefined ? { path } : { path, refusal };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
