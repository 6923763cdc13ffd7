/** Classifies SQLite's errors by their code alone. */
import { errorCode } from "@tinyagi/base";

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
