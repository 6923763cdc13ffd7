/**
 * Automatic backups: a copy of the database before a newer version changes its schema. Only these are ever deleted
 * automatically, oldest first.
 */
import { existsSync, mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { namesIn, openSqlite } from "@tinyagi/base";
import type { HomePaths } from "@tinyagi/home";
import { copyDatabase, readMigrations, stampBackup, translateOpening } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import { timeName } from "./time-name.js";

const NAME = /^auto-schema-\d+-.+\.db$/;

/**
 * Copies the database if this version is about to change its schema.
 *
 * @returns the path of the copy, or null when none was needed
 * @throws AppError `STORE_UNAVAILABLE`, `STORE_DAMAGED`: without a backup the schema is not changed
 */
export function backUpBeforeMigration(paths: HomePaths, now: number): string | null {
  if (!existsSync(paths.database)) return null;
  let db: Database.Database | undefined;
  try {
    db = openSqlite(paths.database, { fileMustExist: true });
    const schema = Number(db.pragma("user_version", { simple: true }));
    if (schema === 0 || schema >= readMigrations().length) return null;
    mkdirSync(paths.backups, { recursive: true, mode: 0o700 });
    const copy = join(paths.backups, `auto-schema-${schema}-${timeName(now)}.db`);
    copyDatabase(db, copy);
    stamp(copy);
    return copy;
  } catch (error) {
    throw translateOpening(error, paths.database);
  } finally {
    db?.close();
  }
}

function stamp(copy: string): void {
  const db = openSqlite(copy, { fileMustExist: true });
  try {
    stampBackup(db);
  } finally {
    db.close();
  }
}

/** Keeps the newest copies. @returns how many were removed */
export async function pruneAutomaticBackups(folder: string, keep: number): Promise<number> {
  const names = await namesIn(folder);
  const old = names
    .filter((name) => NAME.test(name))
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
    .slice(0, -keep);
  for (const name of old) await rm(join(folder, name), { force: true });
  return old.length;
}

function timeOf(name: string): string {
  return name.replace(/^auto-schema-\d+-/, "");
}
