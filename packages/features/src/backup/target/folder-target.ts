/**
 * A folder as the target. It must exist: TinyAGI makes no folder where a disk should be, because the copy would then fill
 * the disk that it is to be safe from.
 */
import { readdir, realpath, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, isWithin } from "@tinyagi/base";
import { toStorageFault } from "@tinyagi/contracts/storage-fault";
import { parseDailyName } from "../daily-name.js";
import { type BackupTarget, TargetError, type TargetFile } from "./backup-target.js";
import { copyWhole, isPart } from "./copy-whole.js";

/** @param closed folders in which no copy may lie: agents read them, or they are lost with the home */
export function folderTarget(folder: string, closed: readonly string[]): BackupTarget {
  /** Checked at each use: a disk comes and goes. */
  async function usable(): Promise<string> {
    const real = await realpath(folder).catch((error: unknown) => {
      throw translate(folder, error);
    });
    if (!(await stat(real)).isDirectory())
      throw new TargetError(`${folder} is not a folder. Choose another: ${CHANGE}`);
    for (const other of closed)
      if (isWithin(real, await realpath(other).catch(() => other)))
        throw new TargetError(`${folder} lies in ${other}. A copy must be elsewhere: ${CHANGE}`);
    return real;
  }
  const guarded = async <T>(use: (real: string) => Promise<T>): Promise<T> => {
    const real = await usable();
    try {
      return await use(real);
    } catch (error) {
      throw translate(folder, error);
    }
  };
  return {
    place: folder,
    list: () => guarded(listIn),
    put: ({ name, path, signal }) =>
      guarded(async (real) => {
        await removeParts(real, name);
        await copyWhole(path, join(real, name), signal);
      }),
    fetch: ({ name, path, signal }) => guarded((real) => copyWhole(join(real, name), path, signal)),
    remove: (name) => guarded((real) => rm(join(real, name), { force: true })),
  };
}

const CHANGE = "`tinyagi config set backup.target <folder>`.";

async function listIn(folder: string): Promise<TargetFile[]> {
  const files: TargetFile[] = [];
  for (const name of await readdir(folder)) {
    if (parseDailyName(name) === undefined) continue;
    const info = await stat(join(folder, name));
    if (info.isFile()) files.push({ name, bytes: info.size });
  }
  return files;
}

/** What interrupted copies of the same home left behind. Another home may be writing its own part now. */
async function removeParts(folder: string, copied: string): Promise<void> {
  const mark = parseDailyName(copied)?.mark;
  if (mark === undefined) return;
  for (const name of await readdir(folder))
    if (isPart(name) && parseDailyName(name.slice(0, -".part".length))?.mark === mark)
      await rm(join(folder, name), { force: true });
}

function translate(folder: string, error: unknown): unknown {
  if (error instanceof TargetError) return error;
  if (["ENOENT", "ENOTDIR"].includes(errorCode(error)))
    return new TargetError(`The folder ${folder} does not exist. Connect its disk, or create it.`, error);
  const fault = toStorageFault(error);
  return fault === undefined
    ? error
    : new TargetError(
        `The folder ${folder} cannot be used: ${fault.reason}. Check its disk and its permissions.`,
        error,
      );
}
