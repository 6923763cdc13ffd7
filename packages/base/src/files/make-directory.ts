/**
 * Creates a directory and its parents. `mkdir` with `recursive` is not used: where the file system answers ENOENT to
 * the creation itself (/proc, some network mounts), Node 20 retries forever.
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "./atomic-file.js";

/**
 * Does nothing when anything already exists at `path`.
 *
 * @param mode of each created directory, default 0o777 minus the umask
 * @throws the error of the file system
 */
export async function makeDirectory(path: string, mode = 0o777): Promise<void> {
  if (await createOne(path, mode)) return;
  await makeDirectory(dirname(path), mode);
  await mkdir(path, { mode }).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
}

/** @returns `false` when the parent is missing */
async function createOne(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (errorCode(error) === "ENOENT" && dirname(path) !== path) return false;
    if (errorCode(error) !== "EEXIST") throw error;
  }
  return true;
}
