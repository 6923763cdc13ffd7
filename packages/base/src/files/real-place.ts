/**
 * Finds the real path of an open file or folder. It asks the kernel about the open descriptor, so that swapping
 * folders on the path does not change the answer.
 */
import { type FileHandle, readlink, realpath } from "node:fs/promises";
import { errorCode } from "./atomic-file.js";

/** The suffix that Linux adds to the name of a removed file. */
const DELETED = " (deleted)";

/**
 * @param path a real path that was used to open it
 * @returns its absolute path without links; null when it has been removed
 */
export async function resolveRealPlace(handle: FileHandle, path: string): Promise<string | null> {
  try {
    const place = await readlink(`/proc/self/fd/${handle.fd}`);
    // A file's own name may end like this.
    return place.endsWith(DELETED) && place !== path ? null : place;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    // Without /proc, Node cannot ask for the path of a descriptor, so the path is resolved again. This detects a link
    // that stays, but not one that exists only briefly.
    return realpath(path);
  }
}
