/**
 * Keeps folders open while files in them are written, listed or removed. On Linux each step starts from the open
 * parent folder, so that swapping a path meanwhile has no effect. Links are never followed.
 */
import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { errorCode } from "./atomic-file.js";
import { resolveRealPlace } from "./real-place.js";

const FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

export interface PinnedFolder {
  /** A path to the open folder that stays valid when the folder is renamed. */
  readonly path: string;
  /** The same for programs that this process starts. */
  readonly shared: string;
  /**
   * Opens a folder inside this one. The caller closes it.
   *
   * @param names of the folders on the path, each a single step
   * @param options.create creates missing folders
   * @throws the error of the file system: `ENOTDIR` or `ELOOP` when a link or a file is on the path
   */
  open(names: readonly string[], options?: { create?: boolean }): Promise<PinnedFolder>;
  close(): Promise<void>;
}

/**
 * Opens an existing folder. The caller closes it.
 *
 * @param path absolute and real
 * @throws the error of the file system: `ENOTDIR` or `ELOOP` when a link or a file is on the path
 */
export async function openFolder(path: string): Promise<PinnedFolder> {
  // With a trailing `/` even O_NOFOLLOW would follow a link.
  const real = resolve(path);
  const handle = await open(real, FLAGS);
  try {
    if ((await resolveRealPlace(handle, real)) !== real)
      throw Object.assign(new Error("a link is on the path to a folder"), { code: "ELOOP" });
    return pinned(handle, real);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Opens `path`, which is `root` or inside it. The caller closes it.
 *
 * @param root absolute and real; exists
 * @param options.create creates missing folders inside `root`
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
  // Linux can address an open folder by its descriptor. Other systems need its name.
  const ofProcess = (id: string) => (process.platform === "linux" ? `/proc/${id}/fd/${handle.fd}` : name);
  const path = ofProcess("self");
  return {
    path,
    shared: ofProcess(String(process.pid)),
    open: (names, { create = false } = {}) => descend(path, names, create),
    close: () => handle.close(),
  };
}

async function descend(from: string, names: readonly string[], create: boolean): Promise<PinnedFolder> {
  // The path alone would be a link.
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
