/**
 * The files with which a repository knows a worktree (gitrepository-layout(5)), written and removed without git: git would
 * read the settings of the repository, which an agent can write. No link is followed.
 */
import { constants } from "node:fs";
import { copyFile, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PinnedFolder } from "@tinyagi/base";
import { errorCode, removeTree } from "@tinyagi/base";
import { inFolder, textIn } from "./own-text.js";

/** The folder of worktrees in a repository. */
const WORKTREES = "worktrees";

export interface NewWorktree {
  /** Real path of its folder; its base name identifies it in the repository. */
  readonly root: string;
  /** Short name of its branch. */
  readonly branch: string;
  readonly commit: string;
  /** An index of that commit, which is copied. */
  readonly index: string;
}

/**
 * Makes the repository know the worktree and its branch.
 *
 * @param common absolute and real
 * @returns what its file `.git` says; undefined when its name or its branch is taken
 */
export async function addWorktree(common: string, worktree: NewWorktree): Promise<string | undefined> {
  const id = basename(worktree.root);
  const branch = `refs/heads/${worktree.branch}`;
  const isAdded = await inFolder(common, async (shared) => {
    const own = await newFolder(shared, [WORKTREES, id]);
    if (own === undefined) return false;
    try {
      await putNew(own, ["commondir"], "../..\n");
      await putNew(own, ["gitdir"], `${join(worktree.root, ".git")}\n`);
      await copyFile(worktree.index, join(own.path, "index"), constants.COPYFILE_EXCL);
      await putNew(own, ["HEAD"], `ref: ${branch}\n`);
    } finally {
      await own.close();
    }
    // Last: after a crash, the worktree that its repository knows leads to the branch.
    if (await putNew(shared, branch.split("/"), `${worktree.commit}\n`)) return true;
    await forgetWorktree(common, id);
    return false;
  });
  return isAdded === true ? toGitFile(common, id) : undefined;
}

/** What the file `.git` of a worktree says. */
export function toGitFile(common: string, id: string): string {
  return `gitdir: ${join(common, WORKTREES, id)}\n`;
}

/** A worktree as its repository knows it. */
export interface KnownWorktree {
  readonly id: string;
  /** A person or an agent locked it, so that it is not removed. */
  readonly isLocked: boolean;
}

/** @param root real path of its folder, which may be missing */
export async function knownWorktree(common: string, root: string): Promise<KnownWorktree | undefined> {
  return inFolder(join(common, WORKTREES), async (all) => {
    for (const entry of await readdir(all.path, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const back = (await textIn(all, [entry.name, "gitdir"]))?.trim();
      if (back !== join(root, ".git")) continue;
      return { id: entry.name, isLocked: (await textIn(all, [entry.name, "locked"])) !== undefined };
    }
    return undefined;
  });
}

/** Makes the repository forget a worktree. Its folder and its branch stay. */
export async function forgetWorktree(common: string, id: string): Promise<void> {
  await inFolder(join(common, WORKTREES), (all) => removeTree(all, id));
}

/** Removes a branch with its log, packed or not. */
export async function removeBranch(common: string, branch: string): Promise<void> {
  const names = ["refs", "heads", ...branch.split("/")];
  await inFolder(common, async (shared) => {
    await unpackRef(shared, names.join("/"));
    await removeFile(shared, names);
    await removeFile(shared, ["logs", ...names]);
  });
}

async function removeFile(shared: PinnedFolder, names: readonly string[]): Promise<void> {
  try {
    const folder = await shared.open(names.slice(0, -1));
    try {
      await unlink(join(folder.path, names.at(-1) ?? ""));
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** As git does it: the lock is the new file. */
async function unpackRef(shared: PinnedFolder, ref: string): Promise<void> {
  const lines = (await textIn(shared, ["packed-refs"]))?.split("\n") ?? [];
  const at = lines.findIndex((line) => line.endsWith(` ${ref}`));
  if (at === -1) return;
  const rest = [...lines.slice(0, at), ...lines.slice(at + 1)].join("\n");
  if (await putNew(shared, ["packed-refs.lock"], rest))
    await rename(join(shared.path, "packed-refs.lock"), join(shared.path, "packed-refs"));
}

/** @returns `false` when there is something already */
export async function putNew(folder: PinnedFolder, names: readonly string[], text: string): Promise<boolean> {
  const inside = await folder.open(names.slice(0, -1), { create: true });
  try {
    const file = await open(join(inside.path, names.at(-1) ?? ""), "wx");
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await inside.close();
  }
}

async function newFolder(folder: PinnedFolder, names: readonly string[]): Promise<PinnedFolder | undefined> {
  const inside = await folder.open(names, { create: true });
  if ((await readdir(inside.path)).length === 0) return inside;
  await inside.close();
  return undefined;
}
