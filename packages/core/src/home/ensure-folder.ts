/**
 * Folders that are closed to agents. Guarantees that one stands there before a sandbox closes it: a sandbox that closes
 * a path where nothing is leaves an empty file, and whatever needs the folder would fail from then on.
 */
import { lstat, mkdir, rm } from "node:fs/promises";
import { errorCode } from "../files/atomic-file.js";

const PRIVATE_DIRECTORY = 0o700;

/**
 * Makes the folder and those above it, readable by the daemon's user alone. An empty file in its place gives way.
 *
 * @throws the file system's error where something else is in the way
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
