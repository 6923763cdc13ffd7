/** Classifies SQLite's errors by their code alone, and says what the caller of a write gets for them. */
import { errorCode } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";

/** The statement is fine, but the disk, the file or another process prevents the write. */
const STORAGE_FAULTS = [
  "SQLITE_BUSY",
  "SQLITE_LOCKED",
  "SQLITE_FULL",
  "SQLITE_IOERR",
  "SQLITE_NOMEM",
  "SQLITE_READONLY",
  "SQLITE_CANTOPEN",
  "SQLITE_PROTOCOL",
] as const;

/** The code of an SQLite error, also an extended one (`SQLITE_BUSY_SNAPSHOT`); empty for other errors. */
export function sqliteCode(error: unknown): string {
  const code = errorCode(error);
  return code.startsWith("SQLITE_") ? code : "";
}

/** Whether another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error).startsWith("SQLITE_BUSY");
}

/** Whether the same write may succeed later, when the storage works again. */
export function isStorageFault(error: unknown): boolean {
  const code = sqliteCode(error);
  return STORAGE_FAULTS.some((fault) => code.startsWith(fault));
}

/** Whether the file is damaged or is no database. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB");
}

/** The commit went into a file that disappears with this process. */
export function misplaced(path: string): AppError {
  return new AppError(
    "STORE_UNAVAILABLE",
    `${path} was removed or replaced while the daemon was running. Nothing was accepted; the daemon stops.`,
  );
}

/** What the caller of a write gets for its error. */
export function toReason(error: unknown): unknown {
  return isStorageFault(error) ? unavailable(error) : error;
}

export function unavailable(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : "unknown reason";
  return new AppError(
    "STORE_UNAVAILABLE",
    `The database could not be written (${reason}). Nothing was accepted; try again.`,
    { cause },
  );
}
