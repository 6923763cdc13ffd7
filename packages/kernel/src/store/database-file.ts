/**
 * Checks and creates the database file before SQLite opens it. SQLite treats an empty file as a new database and
 * removes its log unread. Here a new database gets its name by a rename, only once it is complete. So no start, not even
 * a killed one, leaves a file that is shorter than its header: such a file was emptied, and is never opened. The same
 * applies to a log without its file. Only a missing file is created.
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Failpoints } from "@tinyagi/base";
import { errorCode, openSqlite } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";

const HEADER_BYTES = 100;
const PRIVATE_FILE = 0o600;
const COMPANIONS = ["", "-journal", "-wal", "-shm"] as const;

/**
 * Checks whether there is a database file that may be opened. Changes nothing.
 *
 * @returns its size, or null when there is none
 * @throws AppError `STORE_DAMAGED` for an emptied file and for a log without its file, `STORE_UNAVAILABLE` for a
 *   broken link; the error of the file system
 */
export function checkDatabaseFile(path: string): number | null {
  const log = `${path}-wal`;
  const hasLog = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const file = look(path);
  if (file === undefined) {
    if (!hasLog) return null;
    throw new AppError(
      "STORE_DAMAGED",
      `${path} is missing, but its log ${log} is there. Put the file back or restore a backup with \`tinyagi restore <file>\`. To start with an empty database, move the log away.`,
    );
  }
  // SQLite itself refuses what is not a file.
  if (!file.isFile() || file.size >= HEADER_BYTES) return file.size;
  throw new AppError(
    "STORE_DAMAGED",
    `${path} was emptied: it is shorter than any database. Restore a backup with \`tinyagi restore <file>\`. To start with an empty database, move it away${hasLog ? `, with ${log}` : ""}. It was not changed.`,
  );
}

/** Creates an empty database in WAL mode where there is no file. */
export function createDatabaseFile(path: string, failpoints: Failpoints): void {
  const made = `${path}.new`;
  // A killed start leaves these; SQLite would treat the log as one of the new file.
  for (const suffix of COMPANIONS) rmSync(`${made}${suffix}`, { force: true });
  try {
    fillNewFile(made);
    failpoints.hit("database.before-rename");
    renameSync(made, path);
  } catch (error) {
    for (const suffix of COMPANIONS) rmSync(`${made}${suffix}`, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function fillNewFile(path: string): void {
  createPrivateFile(path);
  const db = openSqlite(path);
  try {
    db.pragma("synchronous = FULL");
    db.pragma("fullfsync = ON");
    // This writes the first page.
    db.pragma("journal_mode = WAL");
  } finally {
    db.close();
  }
}

/** SQLite gives the log and its index the permissions of the database, so all of them are private from the start. */
function createPrivateFile(path: string): void {
  const handle = openSync(path, "wx", PRIVATE_FILE);
  try {
    // The umask may have removed some of the permissions.
    fchmodSync(handle, PRIVATE_FILE);
  } finally {
    closeSync(handle);
  }
}

function look(path: string): Stats | undefined {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined && lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    throw new AppError(
      "STORE_UNAVAILABLE",
      `${path} is a link to a file that does not exist. Make its target available and try again.`,
    );
  return file;
}

/** If a power cut loses the name of the file, all commits in its log are lost with it. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some file systems cannot sync a folder.
    if (!["EINVAL", "EPERM", "EISDIR", "ENOTSUP"].includes(errorCode(error))) throw error;
  } finally {
    closeSync(handle);
  }
}
