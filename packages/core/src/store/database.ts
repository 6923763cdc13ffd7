/**
 * Opens the SQLite file with the settings every promise of durability rests on: WAL, `synchronous=FULL`,
 * foreign keys. Never opens a damaged file or one of a newer schema for writing: an existing file is looked at
 * through a read-only connection first, which cannot even fold its WAL back into it. One that was emptied is not
 * opened at all (`database-file.ts`).
 */
import { AppError } from "@tinyagi/contracts";
import Database from "better-sqlite3";
import type { Failpoints } from "../base/failpoint.js";
import { checkDatabaseFile, createDatabaseFile } from "./database-file.js";
import { isBusy, isDamage, sqliteCode } from "./fault.js";
import { checkSchemaVersion, migrate } from "./migrate.js";
import { type CommitPoint, readCommitPoint } from "./statement/commit-statements.js";

/** Older versions can lose a committed WAL after a reset (fixed in 3.51.3). */
const SQLITE_MIN = [3, 51, 3] as const;
/** How long opening and migrating wait for a foreign lock. */
const OPEN_BUSY_TIMEOUT_MS = 5_000;
/** A program that only looks, such as `tinyagi doctor`, is done by then. */
const OPEN_ELSEWHERE_TIMEOUT_MS = 2_000;
/** How long one statement blocks the event loop on a foreign lock; longer waits are the write queue's, which does not. */
const BUSY_TIMEOUT_MS = 10;
/** What a WAL that grew in a burst is cut back to. */
const WAL_MAX_BYTES = 64 * 1024 * 1024;

/** @throws AppError `SQLITE_TOO_OLD` */
export function checkSqliteVersion(version: string): void {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  for (const [index, minimum] of SQLITE_MIN.entries()) {
    const part = parts[index] ?? 0;
    if (part > minimum) return;
    if (part < minimum) {
      throw new AppError(
        "SQLITE_TOO_OLD",
        `SQLite ${version} has a known data-loss bug; ${SQLITE_MIN.join(".")} or newer is needed. Reinstall better-sqlite3.`,
      );
    }
  }
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
    db = new Database(path, { timeout: OPEN_BUSY_TIMEOUT_MS });
    checkSqliteVersion(String(db.prepare("SELECT sqlite_version()").pluck().get()));
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    // macOS only: fsync alone leaves the write in the drive's cache there.
    db.pragma("fullfsync = ON");
    db.pragma("foreign_keys = ON");
    db.pragma("trusted_schema = OFF");
    db.pragma(`journal_size_limit = ${WAL_MAX_BYTES}`);
    // Until its first checkpoint a new file has no schema: without its WAL it would pass for an empty one.
    if (migrate(db, failpoints) > 0) db.pragma("wal_checkpoint(TRUNCATE)");
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return db;
  } catch (error) {
    db?.close();
    throw translateOpening(error, path);
  }
}

export type DatabaseState =
  | { state: "missing" }
  /** `checked` is false when it was too large for a look at all its pages. */
  | { state: "whole"; schema: number; checked: boolean; commits: CommitPoint }
  /** The next start has something to finish before it can be read. */
  | { state: "unfinished" };

/**
 * Looks at a database without writing to it, also while a daemon works with it.
 *
 * @param options.maxBytes up to which size all pages are looked at; default: always
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
 * Whether another process has a database open, however idle it is: whoever wants a WAL database for itself alone is
 * refused as long as anybody else is connected.
 *
 * @throws AppError as {@link examineDatabase}, which looks at the file first: asking folds the log into it
 */
export function isDatabaseOpen(path: string): boolean {
  if (examineDatabase(path).state !== "whole") return false;
  const db = new Database(path, { fileMustExist: true, timeout: OPEN_ELSEWHERE_TIMEOUT_MS });
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

/** Checks an existing file without changing a byte of it. */
function inspect(path: string, maxBytes: number): DatabaseState {
  const db = new Database(path, { readonly: true, timeout: OPEN_BUSY_TIMEOUT_MS });
  try {
    const schema = checkSchemaVersion(db);
    const size =
      Number(db.pragma("page_count", { simple: true })) * Number(db.pragma("page_size", { simple: true }));
    const commits = readCommitPoint(db);
    if (size > maxBytes) return { state: "whole", schema, checked: false, commits };
    const health = db.pragma("quick_check(1)", { simple: true });
    if (health !== "ok")
      throw new AppError(
        "STORE_DAMAGED",
        `${path} is damaged (${String(health)}). Restore a backup; the file was left as it is.`,
      );
    return { state: "whole", schema, checked: true, commits };
  } catch (error) {
    // A start that was killed while it set the WAL mode leaves a journal, which only a writing connection can undo.
    if (!sqliteCode(error).startsWith("SQLITE_READONLY")) throw error;
    return { state: "unfinished" };
  } finally {
    db.close();
  }
}

/** What an error of opening `path` means for a person; errors of other kinds come back as they are. */
export function translateOpening(error: unknown, path: string): unknown {
  if (isDamage(error)) {
    return new AppError(
      "STORE_DAMAGED",
      `${path} is not a readable database. Restore a backup; the file was left as it is.`,
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
