/**
 * Creates folders that are closed to agents before a sandbox hides them. A sandbox that hides a missing path leaves
 * an empty file there, which would break everything that needs the folder.
 */
import { lstat, mkdir, rm } from "node:fs/promises";
import { errorCode } from "@tinyagi/base";

const PRIVATE_DIRECTORY = 0o700;

/**
 * Creates the folder and its parents, readable only by the daemon's user. Replaces an empty file in its place.
 *
 * @throws the file system's error when something else is in the way
 */
export async function ensureFolder(path: string): Promise<void> {
  const found = await ofPath(path);
  if (found?.isFile() === true && found.size === 0) await rm(path, { force: true });
  await mkdir(path, { recursive: true, mode: PRIVATE_DIRECTORY });
}

async function ofPath(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
