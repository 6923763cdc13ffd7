/**
 * Makes and removes the git worktree of a sub-agent. git runs only in a repository that TinyAGI writes: the parent's one
 * may be written by an agent, and so may the worktree.
 */
import { lstat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode, installTree, openFolder, removeTree } from "@tinyagi/base";
import type { WorktreeRefusal } from "@tinyagi/contracts";
import { borrow } from "../git/borrow.js";
import { type CheckedOut, checkOut } from "../git/check-out.js";
import {
  commitOfBranch,
  commitOfWorktree,
  type FoundRepository,
  findRepository,
} from "../git/find-repository.js";
import { inFolder, OddFileError, textIn } from "../git/own-text.js";
import type { GitPlace } from "../git/scratch-repository.js";
import {
  addWorktree,
  forgetWorktree,
  type KnownWorktree,
  knownWorktree,
  removeBranch,
  toGitFile,
} from "../git/worktree-files.js";
import { resolveRealPath } from "./path-policy.js";

const STATUS = ["status", "--porcelain", "--untracked-files=all", "--ignore-submodules=all"];
/** One line is enough. */
const STATUS_MAX_BYTES = 64 * 1024;

/** A worktree as the place of a node keeps it. */
interface Worktree {
  readonly root: string;
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
}

/** @returns why there is none; then nothing of it remains */
export async function createWorktree(
  git: GitPlace,
  repository: FoundRepository,
  { root, branch, base: commit }: Worktree,
): Promise<WorktreeRefusal | undefined> {
  const place = { root: await resolveRealPath(root), branch, commit };
  try {
    await forgetRemains(repository.common, place);
    const done = await borrow(git, repository, {
      read: (scratch) => checkOut(scratch, commit),
      use: (files) => install(repository.common, place, files),
    });
    return done.ok ? done.value : done.reason;
  } catch (error) {
    if (isOdd(error)) return "link";
    throw error;
  }
}

type NewPlace = Pick<Worktree, "root" | "branch"> & { readonly commit: string };

async function install(
  common: string,
  place: NewPlace,
  { tree, index }: CheckedOut,
): Promise<WorktreeRefusal | undefined> {
  const gitFile = await addWorktree(common, { ...place, index });
  if (gitFile === undefined) return "occupied";
  await writeFile(join(tree, ".git"), gitFile, { flag: "wx" });
  const folder = await openFolder(dirname(place.root));
  try {
    if (await installTree(tree, folder, basename(place.root))) return undefined;
  } finally {
    await folder.close();
  }
  await forgetRemains(common, place);
  return "occupied";
}

/** What an attempt left that was interrupted before the folder was there. */
async function forgetRemains(common: string, { root, branch, commit }: NewPlace): Promise<void> {
  const known = await knownWorktree(common, root);
  if (known === undefined) return;
  await forgetWorktree(common, known.id);
  if ((await commitOfBranch(common, branch)) === commit) await removeBranch(common, branch);
}

/** @returns whether it was kept, because it holds work or may hold some */
export async function releaseWorktree(git: GitPlace, worktree: Worktree): Promise<boolean> {
  const root = await resolveRealPath(worktree.root);
  const isGone = !(await exists(root));
  const found = await findRepository(await resolveRealPath(worktree.repository));
  if (!found.ok) return !isGone;
  const { common } = found.repository;
  try {
    const known = await knownWorktree(common, root);
    const branchAt = await commitOfBranch(common, worktree.branch);
    const hasCommits = branchAt !== undefined && branchAt !== worktree.base;
    if (hasCommits || known?.isLocked === true) return true;
    if (!isGone) {
      if (known === undefined || (await holdsWork(git, { ...worktree, root, common, known }))) return true;
      await removeFolder(root);
    }
    if (known !== undefined) await forgetWorktree(common, known.id);
    await removeBranch(common, worktree.branch);
    return false;
  } catch (error) {
    // What cannot be read may hold work.
    if (isOdd(error)) return true;
    throw error;
  }
}

async function holdsWork(
  git: GitPlace,
  at: Worktree & { readonly common: string; readonly known: KnownWorktree },
): Promise<boolean> {
  const { root, base, common, known } = at;
  const gitFile = await inFolder(root, (folder) => textIn(folder, [".git"]));
  if (gitFile !== toGitFile(common, known.id)) return true;
  if ((await commitOfWorktree(common, known.id)) !== base) return true;
  const compared = await borrow(
    git,
    { common, commit: base },
    {
      async read(scratch) {
        await scratch.git(["read-tree", base]);
        return scratch.git(STATUS, { workTree: root, maxBytes: STATUS_MAX_BYTES });
      },
      use: async ({ text }) => text !== "",
    },
  );
  return !compared.ok || compared.value;
}

async function removeFolder(root: string): Promise<void> {
  const parent = await openFolder(dirname(root));
  try {
    await removeTree(parent, basename(root));
  } finally {
    await parent.close();
  }
}

function isOdd(error: unknown): boolean {
  return error instanceof OddFileError || ["ELOOP", "ENOTDIR", "EACCES", "EROFS"].includes(errorCode(error));
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
