/**
 * One daemon a home, by an OS lock: an exclusive SQLite transaction on `<home>/daemon.lock` is an fcntl lock on
 * an open file, so the kernel releases it when the process ends, however it ends. A pid file could not promise that.
 */
import { AppError } from "@tinyagi/contracts";
import Database from "better-sqlite3";

export interface HomeLock {
  release(): void;
}

/** @throws AppError `HOME_LOCKED` when another daemon holds the home */
export function lockHome(path: string): HomeLock {
  const db = new Database(path, { timeout: 0 });
  try {
    db.pragma("journal_mode = MEMORY");
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY")) {
      throw new AppError(
        "HOME_LOCKED",
        "Another daemon holds this home. `tinyagi status` shows it, `tinyagi stop` ends it.",
        { cause: error },
      );
    }
    throw error;
  }
  return {
    release() {
      db.exec("ROLLBACK");
      db.close();
    },
  };
}
