/**
 * Folders held open while something in them is written, listed or removed. On Linux each step is taken from the open
 * folder above it, so that nothing swapped meanwhile leads elsewhere. No link is ever followed.
 */
import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { errorCode } from "./atomic-file.js";
import { realPlaceOf } from "./real-place.js";

const FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

export interface PinnedFolder {
  /** Leads into the open folder, whatever becomes of its name. */
  readonly path: string;
  /**
   * Opens a folder below. The caller closes it.
   *
   * @param names of the folders on the way, each a single step
   * @param options.create makes what is missing
   * @throws the error of the file system: `ENOTDIR` or `ELOOP` when a link or a file stands on the way
   */
  open(names: readonly string[], options?: { create?: boolean }): Promise<PinnedFolder>;
  close(): Promise<void>;
}

/**
 * Opens a folder that exists. The caller closes it.
 *
 * @param path absolute and real
 * @throws the error of the file system: `ENOTDIR` or `ELOOP` when a link or a file stands on the way
 */
export async function openFolder(path: string): Promise<PinnedFolder> {
  // Behind a `/` at its end even O_NOFOLLOW would follow a link.
  const real = resolve(path);
  const handle = await open(real, FLAGS);
  try {
    if ((await realPlaceOf(handle, real)) !== real)
      throw Object.assign(new Error("a link stands on the way to a folder"), { code: "ELOOP" });
    return pinned(handle, real);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Opens `path`, which is `root` or below it. The caller closes it.
 *
 * @param root absolute and real; exists
 * @param options.create makes what is missing below `root`
 * @throws the error of the file system, as {@link openFolder}
 */
export async function openFolderBelow(
  root: string,
  path: string,
  options: { create?: boolean } = {},
): Promise<PinnedFolder> {
  const top = await openFolder(root);
  try {
    const names = relative(root, path).split(sep);
    return await top.open(
      names.filter((name) => name !== ""),
      options,
    );
  } finally {
    await top.close();
  }
}

function pinned(handle: FileHandle, name: string): PinnedFolder {
  // Linux reaches an open folder by its handle; elsewhere its name must do.
  const path = process.platform === "linux" ? `/proc/self/fd/${handle.fd}` : name;
  return {
    path,
    open: (names, { create = false } = {}) => descend(path, names, create),
    close: () => handle.close(),
  };
}

async function descend(from: string, names: readonly string[], create: boolean): Promise<PinnedFolder> {
  // Not the path alone, which is a link itself.
  let handle = await open(`${from}/.`, FLAGS);
  let folder = pinned(handle, from);
  try {
    for (const name of names) {
      const path = join(folder.path, name);
      const next = create ? await openOrCreate(path) : await open(path, FLAGS);
      await handle.close();
      handle = next;
      folder = pinned(handle, path);
    }
    return folder;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, FLAGS);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    await mkdir(path).catch((problem: unknown) => {
      if (errorCode(problem) !== "EEXIST") throw problem;
    });
    return open(path, FLAGS);
  }
}
