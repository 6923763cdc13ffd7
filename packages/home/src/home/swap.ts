/**
 * Replaces several files of a home in one step. The new files are prepared in the staging folder; a record of the moves is
 * the commit; a start that finds the record completes them. After a crash the home has the old state or, after the next
 * start, the new one, never a mixture. Replaced files are moved aside, not deleted. Only the holder of the home's lock may
 * call it.
 */
import type { Stats } from "node:fs";
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  errorCode,
  type Failpoints,
  makeDirectory,
  NO_FAILPOINTS,
  syncDirectory,
  writeFileAtomic,
} from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";

/** Folder of a home in which a new state is built. */
export const STAGING = ".staging";
const RECORD = "commit.json";
const PRIVATE_DIRECTORY = 0o700;

/** All paths are relative to the home. */
export interface Replacement {
  /** The path that is replaced or moved away. */
  target: string;
  /** Where the current `target` is moved. An existing file there is replaced. */
  aside?: string;
  /** The new file or folder, inside the staging folder. */
  from?: string;
}

/** Creates an empty staging folder. @returns its absolute path */
export async function openStaging(home: string): Promise<string> {
  const staging = join(home, STAGING);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { mode: PRIVATE_DIRECTORY });
  return staging;
}

/** Makes all replacements. After a crash, the next {@link finishSwap} completes them, or none was made. */
export async function swapFiles(options: {
  home: string;
  replacements: readonly Replacement[];
  failpoints?: Failpoints;
}): Promise<void> {
  const failpoints = options.failpoints ?? NO_FAILPOINTS;
  // After a power cut the record must not exist without the files it refers to.
  const sources = options.replacements.flatMap(({ from }) => (from === undefined ? [] : [dirname(from)]));
  for (const folder of new Set(sources)) await syncDirectory(join(options.home, folder));
  failpoints.hit("swap.before-commit");
  await writeFileAtomic({
    path: join(options.home, STAGING, RECORD),
    data: JSON.stringify({ replacements: options.replacements }),
  });
  failpoints.hit("swap.after-commit");
  await finishSwap(options.home, failpoints);
}

/**
 * Completes a swap that was committed and discards one that was not.
 *
 * @returns whether it completed one
 * @throws AppError `HOME_UNWRITABLE` when the record cannot be read; nothing is touched then
 */
export async function finishSwap(home: string, failpoints: Failpoints = NO_FAILPOINTS): Promise<boolean> {
  const staging = join(home, STAGING);
  const replacements = await readRecord(join(staging, RECORD));
  if (replacements !== null) {
    for (const replacement of replacements) {
      await replace(home, replacement);
      failpoints.hit("swap.between");
    }
    await syncDirectory(home);
  }
  await rm(staging, { recursive: true, force: true });
  return replacements !== null;
}

/** Whether the next {@link finishSwap} would finish a committed swap. Changes nothing. */
export async function isSwapPending(home: string): Promise<boolean> {
  return (await lookAt(join(home, STAGING, RECORD))) !== null;
}

async function replace(home: string, { target, aside, from }: Replacement): Promise<void> {
  const place = join(home, target);
  // When the new file has left the staging folder, the target already contains it and must not be moved aside.
  if (from !== undefined && (await lookAt(join(home, from))) === null) return;
  if (aside !== undefined) await moveAside(place, join(home, aside));
  if (from !== undefined) await moveTo(join(home, from), place);
}

/**
 * A folder cannot replace another one. If both paths exist, an interrupted swap had moved the folder, and preparing
 * the home created a new one since. An empty new one is removed; one with content is moved next to the first.
 */
async function moveAside(place: string, aside: string): Promise<void> {
  const present = await lookAt(place);
  if (present === null) return;
  const moved = await lookAt(aside);
  const isFile = moved?.isDirectory() !== true && !present.isDirectory();
  if (moved === null || isFile) return moveTo(place, aside);
  if (present.isDirectory() && (await removeIfEmpty(place))) return;
  await moveTo(place, await freeNameBeside(aside));
}

/** @returns false when the folder contains a file; empty subfolders may be removed even then */
async function removeIfEmpty(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some((entry) => !entry.isDirectory())) return false;
  for (const { name } of entries) if (!(await removeIfEmpty(join(folder, name)))) return false;
  await rmdir(folder);
  return true;
}

async function freeNameBeside(path: string): Promise<string> {
  for (let number = 2; ; number += 1) {
    const free = `${path}-${number}`;
    if ((await lookAt(free)) === null) return free;
  }
}

async function moveTo(from: string, to: string): Promise<void> {
  await makeDirectory(dirname(to), PRIVATE_DIRECTORY);
  await rename(from, to);
  await syncDirectory(dirname(to));
}

async function readRecord(file: string): Promise<readonly Replacement[] | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw unreadable(file, error);
  }
  try {
    return parseRecord(text);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function parseRecord(text: string): readonly Replacement[] {
  const record = JSON.parse(text) as { replacements: Replacement[] };
  const isInside = (path: unknown) =>
    path === undefined ||
    (typeof path === "string" && path !== "" && !path.startsWith("/") && !path.split("/").includes(".."));
  const isSound = ({ target, aside, from }: Replacement) =>
    typeof target === "string" && [target, aside, from].every(isInside);
  if (!Array.isArray(record.replacements) || !record.replacements.every(isSound))
    throw new Error("a replacement is not valid");
  return record.replacements;
}

async function lookAt(place: string): Promise<Stats | null> {
  try {
    return await lstat(place);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function unreadable(file: string, cause: unknown): AppError {
  return new AppError(
    "HOME_UNWRITABLE",
    `${file} records a change of this home that was interrupted and cannot be read. Check its permissions, or ask for help before you remove it.`,
    { cause },
  );
}
