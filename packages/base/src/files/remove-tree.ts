/**
 * Removes files that an agent may be changing at the same time. `rm` with `recursive` is not used: it walks by path,
 * so a folder replaced by a link would make it remove files elsewhere.
 */
import { lstat, readdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { errorCode } from "./atomic-file.js";
import type { PinnedFolder } from "./pinned-folder.js";

/** Each level keeps a folder open. */
const DEPTH_MAX = 100;

/**
 * Removes an entry of `folder` and everything inside it. A link is removed itself, never its target. A missing entry
 * is not an error.
 *
 * @throws AppError `PATH_REFUSED` when it is too deep; the error of the file system
 */
export async function removeTree(folder: PinnedFolder, name: string, depth = 1): Promise<void> {
  const path = join(folder.path, name);
  if (!(await isFolder(path))) return unlessGone(unlink(path));
  if (depth > DEPTH_MAX)
    throw new AppError("PATH_REFUSED", `The folder has more than ${DEPTH_MAX} levels. Remove it by hand.`);
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
