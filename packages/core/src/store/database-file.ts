/**
 * The database as a file, before SQLite sees it: to SQLite an empty file is a new database, whose log it removes
 * unread. Here a new one gets its name only once it is whole, by a rename. So one shorter than its header was never
 * made by a start, also not by one that was killed: it was emptied, and is never opened. The same holds for a log
 * without its file. Only a file that is missing is made anew.
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
import { AppError } from "@tinyagi/contracts";
import Database from "better-sqlite3";
import type { Failpoints } from "../base/failpoint.js";
import { errorCode } from "../files/atomic-file.js";

const HEADER_BYTES = 100;
const PRIVATE_FILE = 0o600;
const COMPANIONS = ["", "-journal", "-wal", "-shm"] as const;

/**
 * Tells whether there is a database file that may be opened. Changes nothing.
 *
 * @returns its size, or null when there is none
 * @throws AppError `STORE_DAMAGED` for one that was emptied and for a log without its file, `STORE_UNAVAILABLE` for a
 *   link that leads nowhere; the error of the file system
 */
export function checkDatabaseFile(path: string): number | null {
  const log = `${path}-wal`;
  const hasLog = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const file = look(path);
  if (file === undefined) {
    if (!hasLog) return null;
    throw new AppError(
      "STORE_DAMAGED",
      `${path} is missing, but its log ${log} is there. Put the file back or restore a backup with \`tinyagi restore <file>\`. To begin anew, move the log away.`,
    );
  }
  // What is no file at all, SQLite refuses by itself.
  if (!file.isFile() || file.size >= HEADER_BYTES) return file.size;
  throw new AppError(
    "STORE_DAMAGED",
    `${path} was emptied: it is shorter than any database. Restore a backup with \`tinyagi restore <file>\`. To begin anew, move it away${hasLog ? `, with ${log}` : ""}; it was left as it is.`,
  );
}

/** Makes an empty database, in the WAL mode, where there is no file. */
export function createDatabaseFile(path: string, failpoints: Failpoints): void {
  const made = `${path}.new`;
  // Those of a start that was killed: SQLite would take the log for one of the new file.
  for (const suffix of COMPANIONS) rmSync(`${made}${suffix}`, { force: true });
  createPrivateFile(made);
  const db = new Database(made);
  try {
    db.pragma("synchronous = FULL");
    db.pragma("fullfsync = ON");
    // The first page is written by this.
    db.pragma("journal_mode = WAL");
  } finally {
    db.close();
  }
  failpoints.hit("database.before-rename");
  renameSync(made, path);
  syncFolder(dirname(path));
}

/** SQLite gives a log and its index the mode of the database, so all of them are private from the first moment. */
function createPrivateFile(path: string): void {
  const handle = openSync(path, "wx", PRIVATE_FILE);
  try {
    // Whatever the umask took away.
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
      `${path} is a link that leads nowhere. See that what it leads to is there.`,
    );
  return file;
}

/** A file whose name is lost in a power cut takes all with it that was committed into its log. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    // File systems that cannot sync a folder are left alone.
    if (!["EINVAL", "EPERM", "EISDIR", "ENOTSUP"].includes(errorCode(error))) throw error;
  } finally {
    closeSync(handle);
  }
}
