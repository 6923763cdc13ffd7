/**
 * Removes what an agent may be changing meanwhile. `rm` with `recursive` is not used: it walks by path, and a folder
 * swapped for a link on its way has the files of another place removed.
 */
import { lstat, readdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { errorCode } from "./atomic-file.js";
import type { PinnedFolder } from "./pinned-folder.js";

/** Each level holds a folder open. */
const DEPTH_MAX = 100;

/**
 * Removes an entry of `folder` with all below it; a link itself, never what it leads to. Nothing there is no error.
 *
 * @throws AppError `PATH_REFUSED` when it is too deep; the error of the file system
 */
export async function removeTree(folder: PinnedFolder, name: string, depth = 1): Promise<void> {
  const path = join(folder.path, name);
  if (!(await isFolder(path))) return unlessGone(unlink(path));
  if (depth > DEPTH_MAX)
    throw new AppError("PATH_REFUSED", `The folder has more than ${DEPTH_MAX} levels: remove it by hand.`);
  const inside = await folder.open([name]);
  try {
    for (const entry of await readdir(inside.path)) await removeTree(inside, entry, depth + 1);
  } finally {
    await inside.close();
  }
  await unlessGone(rmdir(path));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function unlessGone(removal: Promise<void>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
}
