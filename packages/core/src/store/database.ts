/**
 * Opens the SQLite file with the settings every promise of durability rests on: WAL, `synchronous=FULL`,
 * foreign keys. Never opens a damaged file or one of a newer schema for writing.
 */
import { AppError } from "@tinyagi/contracts";
import Database from "better-sqlite3";
import type { Failpoints } from "../base/failpoint.js";
import { migrate } from "./migrate.js";

/** Older versions can lose a committed WAL after a reset (fixed in 3.51.3). */
const SQLITE_MIN = [3, 51, 3] as const;
/** How long one statement blocks on a foreign lock; longer waits are the write queue's, which does not block the event loop. */
const BUSY_TIMEOUT_MS = 100;

/** @throws AppError `SQLITE_TOO_OLD` */
export function checkSqliteVersion(version: string): void {
  const parts = version.split(".").map(Number);
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
  const db = open(path);
  try {
    checkSqliteVersion(String(db.prepare("SELECT sqlite_version()").pluck().get()));
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    db.pragma("trusted_schema = OFF");
    const health = db.pragma("quick_check(1)", { simple: true });
    if (health !== "ok")
      throw new AppError(
        "STORE_DAMAGED",
        `The database is damaged (${String(health)}). Restore a backup; the file was left as it is.`,
      );
    migrate(db, failpoints);
    return db;
  } catch (error) {
    db.close();
    throw translate(error, path);
  }
}

function open(path: string): Database.Database {
  try {
    return new Database(path, { timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw translate(error, path);
  }
}

function translate(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")) {
    return new AppError(
      "STORE_DAMAGED",
      `${path} is not a readable database. Restore a backup; the file was left as it is.`,
      { cause: error },
    );
  }
  return new AppError("STORE_UNAVAILABLE", `${path} cannot be opened: ${error.message}`, { cause: error });
}
