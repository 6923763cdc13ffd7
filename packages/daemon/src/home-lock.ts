/**
 * One daemon a home, by an OS lock: an exclusive SQLite transaction on `<home>/daemon.lock` is an fcntl lock on
 * an open file, so the kernel releases it when the process ends, however it ends. A pid file could not promise that.
 */
import { AppError } from "@tinyagi/contracts";
import { errorCode } from "@tinyagi/core";
import Database from "better-sqlite3";

export interface HomeLock {
  release(): void;
}

/** @throws AppError `HOME_LOCKED` when another daemon holds the home, `HOME_UNWRITABLE` when the lock file cannot be used */
export function lockHome(path: string): HomeLock {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    db.pragma("journal_mode = MEMORY");
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db?.close();
    throw refusal(path, error);
  }
  const held = db;
  return {
    release() {
      if (!held.open) return;
      if (held.inTransaction) held.exec("ROLLBACK");
      held.close();
    },
  };
}

function refusal(path: string, error: unknown): AppError {
  const code = errorCode(error);
  if (code.startsWith("SQLITE_BUSY"))
    return new AppError(
      "HOME_LOCKED",
      "Another daemon holds this home. `tinyagi status` shows it, `tinyagi stop` ends it.",
      { cause: error },
    );
  return new AppError(
    "HOME_UNWRITABLE",
    `The lock file ${path} cannot be used (${code === "" ? "unknown reason" : code}). If no daemon runs, remove it and start again.`,
    { cause: error },
  );
}
