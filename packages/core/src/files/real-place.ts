/**
 * Where an open file or folder really is. Told of what is open: whoever swaps folders on its path meanwhile changes
 * the answer no more than the file.
 */
import { type FileHandle, readlink, realpath } from "node:fs/promises";
import { errorCode } from "./atomic-file.js";

/** What Linux adds to the name of something that has none any more. */
const DELETED = " (deleted)";

/**
 * @param path a real path it was opened by
 * @returns its absolute path without links; null when it has no name any more
 */
export async function realPlaceOf(handle: FileHandle, path: string): Promise<string | null> {
  try {
    const place = await readlink(`/proc/self/fd/${handle.fd}`);
    // A file may be called like this of itself.
    return place.endsWith(DELETED) && place !== path ? null : place;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    // Without /proc Node has no way to ask for the place of a descriptor: the path is walked once more, which guards
    // against a link laid once, not against one that comes and goes.
    return realpath(path);
  }
}
