/**
 * Opens the SQLite file with the settings every promise of durability rests on: WAL, `synchronous=FULL`,
 * foreign keys. It never opens a damaged file or one of a newer schema for writing: it checks an existing file
 * through a read-only connection first, which cannot even fold the WAL back into it. It does not open an emptied
 * file at all (`database-file.ts`).
 */

import type { Failpoints } from "@tinyagi/base";
import { isSafeSqlite, openSqlite, SQLITE_MIN } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import { checkDatabaseFile, createDatabaseFile } from "./database-file.js";
import { isBusy, isDamage, sqliteCode } from "./fault.js";
import { checkSchemaVersion, migrate } from "./migrate.js";
import { fillContents } from "./old-forms/fill-contents.js";
import { type CommitPoint, readCommitPoint } from "./statement/commit-statements.js";

/** How long opening and migrating wait for another process's lock. */
const OPEN_BUSY_TIMEOUT_MS = 5_000;
/** A program that only reads, such as `tinyagi doctor`, has finished by then. */
const OPEN_ELSEWHERE_TIMEOUT_MS = 2_000;
/** How long one statement blocks the event loop on another process's lock. The write queue waits longer, without blocking. */
const BUSY_TIMEOUT_MS = 10;
/** SQLite truncates a WAL that grew in a burst to this size. */
const WAL_MAX_BYTES = 64 * 1024 * 1024;
/** Pages that a connection keeps, in KiB. */
const CACHE_KIB = 16_000;

/** @throws AppError `SQLITE_TOO_OLD` */
export function checkSqliteVersion(version: string): void {
  if (isSafeSqlite(version)) return;
  throw new AppError(
    "SQLITE_TOO_OLD",
    `SQLite ${version} has a known data-loss bug; ${SQLITE_MIN.join(".")} or newer is needed. Install TinyAGI again.`,
  );
}

/**
 * @param path file path, or `:memory:`
 * @throws AppError `STORE_DAMAGED`, `STORE_TOO_NEW`, `STORE_UNAVAILABLE`, `SQLITE_TOO_OLD`
 */
export function openDatabase(path: string, failpoints: Failpoints): Database.Database {
  let db: Database.Database | undefined;
  try {
    if (path !== ":memory:") {
      if (checkDatabaseFile(path) === null) createDatabaseFile(path, failpoints);
      else inspect(path, Number.POSITIVE_INFINITY);
    }
    db = openSqlite(path, { timeout: OPEN_BUSY_TIMEOUT_MS });
    checkSqliteVersion(String(db.prepare("SELECT sqlite_version()").pluck().get()));
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    // macOS only: fsync alone leaves the write in the drive's cache there.
    db.pragma("fullfsync = ON");
    db.pragma("foreign_keys = ON");
    db.pragma("trusted_schema = OFF");
    // A page whose cells overlap is reported when it is read, not served.
    db.pragma("cell_size_check = ON");
    db.pragma(`journal_size_limit = ${WAL_MAX_BYTES}`);
    // The default differs between the drivers.
    db.pragma(`cache_size = -${CACHE_KIB}`);
    // A new file has no schema until its first checkpoint: without its WAL it would look empty.
    const migrations = migrate(db, failpoints);
    if (fillContents(db) + migrations > 0) db.pragma("wal_checkpoint(TRUNCATE)");
    // The journals of statements and savepoints. Set after the migrations, which may sort whole tables.
    db.pragma("temp_store = MEMORY");
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return db;
  } catch (error) {
    db?.close();
    throw translateOpening(error, path);
  }
}

export type DatabaseState =
  | { state: "missing" }
  /** `checked` is false when it was too large to check all of its pages. */
  | { state: "whole"; schema: number; checked: boolean; commits: CommitPoint }
  /** The next start must finish something before the file can be read. */
  | { state: "unfinished" };

/**
 * Examines a database without writing to it, also while a daemon uses it.
 *
 * @param options.maxBytes checks all pages of a file up to this size; default: of any file
 * @throws AppError `STORE_DAMAGED`, `STORE_TOO_NEW`, `STORE_UNAVAILABLE`
 */
export function examineDatabase(path: string, options: { maxBytes?: number } = {}): DatabaseState {
  try {
    if (checkDatabaseFile(path) === null) return { state: "missing" };
    return inspect(path, options.maxBytes ?? Number.POSITIVE_INFINITY);
  } catch (error) {
    throw translateOpening(error, path);
  }
}

/**
 * Whether another process has a database open, even an idle one: SQLite refuses exclusive access to a WAL database
 * while anybody else is connected.
 *
 * @throws AppError as {@link examineDatabase}, which checks the file first: this question folds the log into it
 */
export function isDatabaseOpen(path: string): boolean {
  if (examineDatabase(path).state !== "whole") return false;
  const db = openSqlite(path, { fileMustExist: true, timeout: OPEN_ELSEWHERE_TIMEOUT_MS });
  try {
    db.pragma("locking_mode = EXCLUSIVE");
    db.pragma("schema_version");
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw translateOpening(error, path);
  } finally {
    db.close();
  }
}

/** Checks an existing file without changing a byte. */
function inspect(path: string, maxBytes: number): DatabaseState {
  const db = openSqlite(path, { readonly: true, timeout: OPEN_BUSY_TIMEOUT_MS });
  try {
    db.pragma("cell_size_check = ON");
    const schema = checkSchemaVersion(db);
    const size =
      Number(db.pragma("page_count", { simple: true })) * Number(db.pragma("page_size", { simple: true }));
    const commits = readCommitPoint(db);
    if (size > maxBytes) return { state: "whole", schema, checked: false, commits };
    const health = db.pragma("quick_check(1)", { simple: true });
    if (health !== "ok")
      throw new AppError(
        "STORE_DAMAGED",
        `${path} is damaged (${String(health)}). Restore a backup; the file was not changed.`,
      );
    return { state: "whole", schema, checked: true, commits };
  } catch (error) {
    // A start that is killed while it sets the WAL mode leaves a journal, which only a writing connection can undo.
    if (!sqliteCode(error).startsWith("SQLITE_READONLY")) throw error;
    return { state: "unfinished" };
  } finally {
    db.close();
  }
}

/** Translates an error of opening `path` for people; returns other errors unchanged. */
export function translateOpening(error: unknown, path: string): unknown {
  if (isDamage(error)) {
    return new AppError(
      "STORE_DAMAGED",
      `${path} is not a readable database. Restore a backup with \`tinyagi restore <file>\`; the file was not changed.`,
      { cause: error },
    );
  }
  // better-sqlite3 names a missing directory by a TypeError without a code.
  const isOpening = sqliteCode(error) !== "" || error instanceof TypeError || isSystemError(error);
  if (!isOpening || !(error instanceof Error) || error instanceof AppError) return error;
  return new AppError("STORE_UNAVAILABLE", `${path} cannot be opened: ${error.message}`, { cause: error });
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
