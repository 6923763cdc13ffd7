/** Finds the files of 0.0.20 (or of its predecessor under another name) in a folder. Changes nothing. */
import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, openSqlite, type SqliteOptions } from "@tinyagi/base";
import { checkDatabaseFile, databaseKind, sqliteCode, translateOpening } from "@tinyagi/kernel";

/** Absolute paths; null for missing files. */
export interface LegacyHome {
  folder: string;
  settings: string | null;
  database: string | null;
  tasksDatabase: string | null;
  schedules: string | null;
  pairing: string | null;
  /** Lists that older releases kept as files before `tasks.db`. */
  projectsFile: string | null;
  tasksFile: string | null;
}

/** The names of the database, newer first. */
const DATABASES = ["tinyagi.db", "tinyclaw.db"] as const;

/**
 * @param options.settingsAlone whether `settings.json` without any data counts. Default `false`, because this version
 * can read such a file in its own home directly
 * @returns null when the folder contains nothing of 0.0.20
 * @throws AppError `STORE_DAMAGED`, `STORE_UNAVAILABLE` when its database cannot be read
 */
export async function findLegacyHome(
  folder: string,
  options: { settingsAlone?: boolean } = {},
): Promise<LegacyHome | null> {
  const there = async (name: string) => ((await isFile(join(folder, name))) ? join(folder, name) : null);
  const found: LegacyHome = {
    folder,
    settings: await there("settings.json"),
    database: await legacyDatabase(folder),
    tasksDatabase: await there("tasks.db"),
    schedules: await there("schedules.json"),
    pairing: await there("pairing.json"),
    projectsFile: await there("projects.json"),
    tasksFile: await there("tasks.json"),
  };
  const { folder: _folder, settings, ...data } = found;
  if (options.settingsAlone === true && settings !== null) return found;
  return Object.values(data).some((file) => file !== null) ? found : null;
}

/**
 * Whether the home has a database of this version, whatever it contains.
 *
 * @throws AppError `STORE_DAMAGED`, also for an emptied one, which would look like that of a new home
 */
export async function hasOwnDatabase(folder: string): Promise<boolean> {
  const file = join(folder, DATABASES[0]);
  checkDatabaseFile(file);
  return (await isFile(file)) && detectKind(file) === "current";
}

async function legacyDatabase(folder: string): Promise<string | null> {
  for (const name of DATABASES) {
    const file = join(folder, name);
    if ((await isFile(file)) && detectKind(file) === "legacy") return file;
  }
  return null;
}

function detectKind(file: string): "legacy" | "current" | "empty" {
  try {
    return look(file, { readonly: true });
  } catch (error) {
    // A WAL without its index, as in a copied home, can only be read by a connection with write access.
    if (!sqliteCode(error).startsWith("SQLITE_READONLY")) throw translateOpening(error, file);
  }
  try {
    return look(file, { fileMustExist: true });
  } catch (error) {
    throw translateOpening(error, file);
  }
}

function look(file: string, options: SqliteOptions): ReturnType<typeof databaseKind> {
  const db = openSqlite(file, options);
  try {
    return databaseKind(db);
  } finally {
    db.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return false;
    // A broken link is not imported and not replaced.
    if (errorCode(error) === "ELOOP") return (await lstat(path)).isFile();
    throw error;
  }
}
