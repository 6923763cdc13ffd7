/** Reads the small files of a repository that an agent wrote: never through a link, a pipe or a second name. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, openFolder, type PinnedFolder, readCapped } from "@tinyagi/base";

const FILE_MAX_BYTES = 16 * 1024 * 1024;
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const MISSING = ["ENOENT"];
const ODD = ["ELOOP", "ENOTDIR", "EISDIR", "ENXIO", "EACCES", "EPERM", "ENAMETOOLONG"];

/** Something else is in the place of a plain file or folder. */
export class OddFileError extends Error {}

/** @throws OddFileError; the error of the file system */
export async function textIn(folder: PinnedFolder, names: readonly string[]): Promise<string | undefined> {
  return odd(async () => {
    const inside = await folder.open(names.slice(0, -1));
    let file: FileHandle | undefined;
    try {
      file = await open(join(inside.path, names.at(-1) ?? ""), FLAGS);
      const stats = await file.stat();
      if (!stats.isFile() || stats.nlink > 1) throw new OddFileError("not a plain file");
      return (await readCapped(file, FILE_MAX_BYTES))?.toString("utf8");
    } finally {
      await file?.close();
      await inside.close();
    }
  });
}

/** @param path absolute and real @returns what `work` returns; undefined when there is no such folder */
export async function inFolder<T>(
  path: string,
  work: (folder: PinnedFolder) => Promise<T>,
): Promise<T | undefined> {
  const folder = await odd(() => openFolder(path));
  if (folder === undefined) return undefined;
  try {
    return await work(folder);
  } finally {
    await folder.close();
  }
}

async function odd<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (MISSING.includes(errorCode(error))) return undefined;
    if (ODD.includes(errorCode(error))) throw new OddFileError("not a plain file", { cause: error });
    throw error;
  }
}
