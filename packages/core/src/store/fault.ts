/** Tells what SQLite's errors mean for a caller, by their code alone. */
import { errorCode } from "../files/atomic-file.js";

/** Not the statement's fault: the disk, the file or another process keeps the store from being written. */
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

/** The code of an SQLite error, extended ones included (`SQLITE_BUSY_SNAPSHOT`); empty for other errors. */
export function sqliteCode(error: unknown): string {
  const code = errorCode(error);
  return code.startsWith("SQLITE_") ? code : "";
}

/** Whether another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error).startsWith("SQLITE_BUSY");
}

/** Whether the same write may succeed once the machine is well again. */
export function isStorageFault(error: unknown): boolean {
  const code = sqliteCode(error);
  return STORAGE_FAULTS.some((fault) => code.startsWith(fault));
}

/** Whether the file is not what it should be. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB");
}
