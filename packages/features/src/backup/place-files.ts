/**
 * Restores files of a backup into an agent's workspace. An agent may have created anything there, so whatever has the
 * path of a file is moved aside, and links are never followed. The old file moves only when the new one is ready next
 * to it. A file that cannot be restored does not prevent the others.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, cp, lstat, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode, makeDirectory, openRegularFile } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import { measure } from "./collect.js";
import type { Member } from "./manifest.js";

const PRIVATE_DIRECTORY = 0o700;

export interface PlacingFiles {
  /** Folder with the unpacked files. Restored files are moved out of it. */
  from: string;
  /** The files, with paths relative to `from`. */
  members: readonly Member[];
  /** Real path of the workspace. It need not exist. */
  to: string;
  /** Folder for existing files that are moved aside. Created when needed. */
  aside: string;
  /** Fails with `EXDEV` between file systems. Default: that of Node. */
  rename?: typeof rename;
}

export interface PlacedFiles {
  /** Number of restored files, without those that already had the same content. */
  placed: number;
  /** Files that could not be restored, with the reason. */
  refused: { path: string; reason: string }[];
}

export async function placeFiles(options: PlacingFiles): Promise<PlacedFiles> {
  const result: PlacedFiles = { placed: 0, refused: [] };
  for (const member of options.members) {
    try {
      if (await placeOne(member, options)) result.placed += 1;
    } catch (error) {
      if (!isAppError(error) && errorCode(error) === "") throw error;
      result.refused.push({ path: member.path, reason: error instanceof Error ? error.message : "unknown" });
    }
  }
  return result;
}

/** @returns false when the same file already exists */
async function placeOne(member: Member, options: PlacingFiles): Promise<boolean> {
  const { from, to, aside } = options;
  const move = options.rename ?? rename;
  const target = join(to, member.path);
  await assertRealPath(to, dirname(member.path));
  if (await isSame(target, member)) return false;
  await makeDirectory(dirname(target));
  // An unpredictable name, so that an agent cannot create it first.
  const ready = join(dirname(target), `.restore-${randomBytes(8).toString("hex")}.tmp`);
  try {
    await bring(join(from, member.path), ready, move);
    await moveAside(target, join(aside, member.path), move);
    await move(ready, target);
    return true;
  } catch (error) {
    await rm(ready, { force: true });
    throw error;
  }
}

/** All existing parts of the path from `root` must be directories, because an agent may have created links. */
async function assertRealPath(root: string, folder: string): Promise<void> {
  let path = root;
  for (const step of folder === "." ? [] : folder.split("/")) {
    path = join(path, step);
    const info = await lookAt(path);
    if (info === null) return;
    if (!info.isDirectory())
      throw new AppError(
        "PATH_REFUSED",
        "A link or a file has the path of one of its folders. Move it away.",
      );
  }
}

/** Compares in chunks, because the file may be too large for memory. */
async function isSame(target: string, member: Member): Promise<boolean> {
  const opened = await openRegularFile(target, (real) => real === target);
  if (!opened.ok) return false;
  try {
    if (opened.size !== member.bytes) return false;
    const { sha256 } = await measure(opened.handle.createReadStream({ start: 0 }));
    return sha256 === member.sha256;
  } finally {
    await opened.handle.close();
  }
}

/** Moves a file to a free path. */
async function bring(from: string, to: string, move: typeof rename): Promise<void> {
  try {
    await move(from, to);
  } catch (error) {
    if (errorCode(error) !== "EXDEV") throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    const handle = await open(to, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

async function moveAside(target: string, aside: string, move: typeof rename): Promise<void> {
  if ((await lookAt(target)) === null) return;
  await makeDirectory(dirname(aside), PRIVATE_DIRECTORY);
  try {
    await move(target, aside);
  } catch (error) {
    if (errorCode(error) !== "EXDEV") throw error;
    // Copies a link as a link.
    await cp(target, aside, {
      recursive: true,
      force: false,
      errorOnExist: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
    await rm(target, { recursive: true });
  }
}

async function lookAt(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
