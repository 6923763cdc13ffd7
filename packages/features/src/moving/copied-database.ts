/**
 * Reads a database of another product. A copy is read, so that the source stays as it is, also the files that SQLite
 * makes beside an open database. A copy of a database that changed meanwhile is not read: it could be torn.
 */
import { copyFile, lstat, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "@tinyagi/base";
import type Database from "better-sqlite3";
import type { SourceFolder } from "./source-folder.js";

const FILE_MAX_BYTES = 512 * 1024 * 1024;
const TRIES = 3;

/** Undefined without a readable database, with a row of the report. */
export async function readDatabase<Found>(
  source: SourceFolder,
  path: string,
  read: (db: Database.Database) => Found,
): Promise<Found | undefined> {
  const file = join(source.root, path);
  const size = await sizeOf(file);
  if ((await source.has(path)) !== "file" || size === undefined) source.left(path, "refused");
  else if (size > FILE_MAX_BYTES) source.left(path, "too-large");
  else return await readCopy(source, path, read);
  return undefined;
}

async function readCopy<Found>(
  source: SourceFolder,
  path: string,
  read: (db: Database.Database) => Found,
): Promise<Found | undefined> {
  const scratch = await mkdtemp(join(tmpdir(), "tinyagi-moving-"));
  try {
    const copy = join(scratch, "copy.db");
    if (!(await copyUnchanged(source, path, copy))) {
      source.left(path, "busy");
      return undefined;
    }
    const db = openSqlite(copy, { fileMustExist: true });
    try {
      return read(db);
    } finally {
      db.close();
    }
  } catch {
    // No database, or one of another shape; what stands in files is read all the same.
    source.left(path, "damaged");
    return undefined;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** With its log: what a running program has written and not merged yet. */
async function copyUnchanged(source: SourceFolder, path: string, copy: string): Promise<boolean> {
  const file = join(source.root, path);
  for (let tried = 0; tried < TRIES; tried += 1) {
    const before = await stateOf(file);
    await copyFile(file, copy);
    if ((await source.has(`${path}-wal`)) === "file") await copyFile(`${file}-wal`, `${copy}-wal`);
    else await rm(`${copy}-wal`, { force: true });
    if (before === (await stateOf(file))) return true;
  }
  return false;
}

async function stateOf(file: string): Promise<string> {
  const states = await Promise.all([file, `${file}-wal`].map((one) => lstat(one).catch(() => undefined)));
  return states.map((one) => `${one?.ino} ${one?.size} ${one?.mtimeMs}`).join(",");
}

async function sizeOf(file: string): Promise<number | undefined> {
  const info = await lstat(file).catch(() => undefined);
  return info?.isFile() === true ? info.size : undefined;
}
