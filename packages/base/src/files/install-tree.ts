/**
 * Puts a private folder into one that an agent may be changing at the same time, whole or not at all. Nothing is written
 * through a link, and nothing that exists is replaced.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, readdir, readlink, rename, symlink } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./atomic-file.js";
import type { PinnedFolder } from "./pinned-folder.js";
import { removeTree } from "./remove-tree.js";

/** @returns `false` when something is in the place already @throws the error of the file system */
export async function installTree(tree: string, into: PinnedFolder, name: string): Promise<boolean> {
  try {
    await rename(tree, join(into.path, name));
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    if (errorCode(error) !== "EXDEV") throw error;
  }
  return installCopy(tree, into, name);
}

async function installCopy(tree: string, into: PinnedFolder, name: string): Promise<boolean> {
  const temporary = `.${name}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await copyFolder(tree, into, temporary);
    await rename(join(into.path, temporary), join(into.path, name));
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  } finally {
    await removeTree(into, temporary);
  }
}

async function copyFolder(from: string, into: PinnedFolder, name: string): Promise<void> {
  await mkdir(join(into.path, name));
  const to = await into.open([name]);
  try {
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const source = join(from, entry.name);
      const target = join(to.path, entry.name);
      if (entry.isDirectory()) await copyFolder(source, to, entry.name);
      else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
      else await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    }
  } finally {
    await to.close();
  }
}

function isTaken(error: unknown): boolean {
  return ["EEXIST", "ENOTEMPTY", "ENOTDIR"].includes(errorCode(error));
}
