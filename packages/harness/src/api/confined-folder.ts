/**
 * Restricts an agent on a model API to the files of its workspace, even if links change during an operation. A path is
 * resolved, checked, and then opened folder by folder. Must never follow a link on the way. On Linux it uses open handles,
 * so that nothing can be swapped between the check and the use. A read checks the file that it has opened.
 */
import { constants, type Stats } from "node:fs";
import { lstat, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import {
  errorCode,
  isWithin,
  openFolderBelow,
  openRegularFile,
  type PinnedFolder,
  readCapped,
} from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";

export const FILE_MAX_BYTES = 2 * 1024 * 1024;
const PATH_MAX_CHARS = 4_096;

/** What the agent may access. */
export interface ConfinedFolderOptions {
  /** Real path of the workspace. */
  readonly root: string;
  /** Real paths of other folders that may be read. */
  readonly readable?: readonly string[];
  /** Paths that are never read or written, even with `anywhere`. */
  readonly denied: readonly string[];
  /** Opens everything that the user can access, as in permission mode `bypass`. */
  readonly anywhere?: boolean;
  /** Returns a name for the temporary file of a write. */
  readonly newName: () => string;
}

export interface ConfinedFolder {
  readonly root: string;
  /** @throws AppError `PATH_REFUSED` or `NOT_FOUND` */
  read(path: string): Promise<Buffer>;
  /** Whether a write would be refused as things are. It changes nothing. @throws AppError `PATH_REFUSED` */
  checkWrite(path: string, text: string): Promise<void>;
  /** Creates or replaces a file, and creates missing folders. @throws AppError `PATH_REFUSED` */
  write(path: string, text: string): Promise<void>;
  /** The path to show: relative to the workspace if the file is in it. */
  shown(path: string): string;
}

export function createConfinedFolder(options: ConfinedFolderOptions): ConfinedFolder {
  const { root, readable = [], denied, anywhere = false } = options;
  const isDenied = (real: string) => denied.some((path) => isWithin(real, path));
  const mayWrite = (real: string) => !isDenied(real) && (anywhere || isWithin(real, root));
  const mayRead = (real: string) =>
    mayWrite(real) || (!isDenied(real) && readable.some((folder) => isWithin(real, folder)));

  async function writable(path: string, text: string): Promise<string> {
    if (Buffer.byteLength(text) > FILE_MAX_BYTES) throw refused(`it is larger than ${FILE_MAX_BYTES} bytes`);
    const real = await resolveRealPath(requested(root, path));
    if (real === root || !mayWrite(real)) throw refused("it is outside the workspace");
    return real;
  }

  return {
    root,
    async read(path) {
      const opened = await openRegularFile(requested(root, path), mayRead);
      if (!opened.ok) {
        if (opened.missing) throw new AppError("NOT_FOUND", "The file does not exist.");
        throw refused(opened.reason);
      }
      try {
        const bytes = await readCapped(opened.handle, FILE_MAX_BYTES);
        if (bytes === null) throw refused(`it is larger than ${FILE_MAX_BYTES} bytes`);
        return bytes;
      } finally {
        await opened.handle.close();
      }
    },
    async checkWrite(path, text) {
      await presentFile(await writable(path, text));
    },
    async write(path, text) {
      const real = await writable(path, text);
      const folder = await openBelow(anywhere && !isWithin(real, root) ? sep : root, dirname(real));
      try {
        await replaceIn(folder.path, { name: basename(real), text, temporary: `.${options.newName()}.tmp` });
      } finally {
        await folder.close();
      }
    },
    shown: (path) => {
      const step = relative(root, path);
      return isWithin(path, root) ? step || "." : path;
    },
  };
}

function requested(root: string, path: string): string {
  if (path.trim() === "" || path.includes("\0") || path.length > PATH_MAX_CHARS)
    throw refused("the path is not valid");
  return isAbsolute(path) ? resolve(path) : resolve(root, path);
}

/** Opens `target`, which is below the existing folder `root`. Creates missing folders. */
async function openBelow(root: string, target: string): Promise<PinnedFolder> {
  try {
    return await openFolderBelow(root, target, { create: true });
  } catch (error) {
    const known = ["ENOTDIR", "ELOOP", "EACCES", "EPERM", "ENAMETOOLONG", "EROFS"].includes(errorCode(error));
    throw known
      ? refused("a folder in its path is a link, is not a folder, or is not writable", error)
      : error;
  }
}

/** What is at a path to write to, if anything. @throws AppError `PATH_REFUSED` if it is no regular file */
async function presentFile(path: string): Promise<Stats | undefined> {
  const there = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    if (errorCode(error) === "ENOTDIR") throw refused("a part of its path is not a folder", error);
    throw error;
  });
  if (there !== undefined && !there.isFile()) throw refused("it is not a regular file");
  return there;
}

async function replaceIn(
  folder: string,
  { name, text, temporary }: { name: string; text: string; temporary: string },
): Promise<void> {
  const target = join(folder, name);
  const there = await presentFile(target);
  const path = join(folder, temporary);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    const handle = await open(path, flags, there === undefined ? 0o644 : there.mode & 0o777);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    // If a link appeared meanwhile, this replaces the link and does not follow it.
    await rename(path, target);
  } catch (error) {
    await unlink(path).catch(() => {
      // It was never created, or it was already renamed.
    });
    if (["EACCES", "EPERM", "EROFS", "ENAMETOOLONG", "EISDIR"].includes(errorCode(error)))
      throw refused("it cannot be written", error);
    throw error;
  }
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError(
    "PATH_REFUSED",
    `The file is refused: ${reason}.`,
    cause === undefined ? {} : { cause },
  );
}
