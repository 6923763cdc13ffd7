/** A file of a tree, opened as the walk found it: never through a link. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@tinyagi/base";

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** It was removed or replaced since the walk saw it, or may not be read. */
const NOT_THERE = ["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "EPERM", "ENXIO"];

/** @returns undefined when there is no such file that can be read */
export async function openTreeFile(root: string, path: string): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(join(root, path), READ);
  } catch (error) {
    if (NOT_THERE.includes(errorCode(error))) return undefined;
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}
