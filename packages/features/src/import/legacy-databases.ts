/**
 * Opens the databases of an old home exclusively. A running daemon of 0.0.20 is detected by its lock, and stops the
 * import.
 */
import { openSqlite } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import {
  checkIntegrity,
  copyDatabase,
  foldWal,
  isBusy,
  takeLegacyDatabase,
  translateOpening,
} from "@tinyagi/kernel";
import type Database from "better-sqlite3";

export interface LegacyDatabase extends Disposable {
  readonly db: Database.Database;
  /** Makes a consistent copy in one file. */
  copyTo(file: string): void;
}

/** @throws AppError `IMPORT_REFUSED` when another program has it open, `STORE_DAMAGED` */
export function openLegacyDatabase(file: string): LegacyDatabase {
  let db: Database.Database | undefined;
  try {
    db = openSqlite(file, { fileMustExist: true, timeout: 0 });
    takeLegacyDatabase(db);
    const health = checkIntegrity(db);
    if (health !== "ok")
      throw new AppError(
        "STORE_DAMAGED",
        `${file} is damaged (${health}). Restore a backup of it or move it away; the file was not changed.`,
      );
  } catch (error) {
    db?.close();
    if (!isBusy(error)) throw translateOpening(error, file);
    throw new AppError(
      "IMPORT_REFUSED",
      `Another program has ${file} open, most likely a TinyAGI 0.0.20 that still runs. Stop it, then start again. Nothing was changed.`,
      { cause: error },
    );
  }
  const held = db;
  return {
    db: held,
    copyTo: (copy) => copyDatabase(held, copy),
    [Symbol.dispose]() {
      if (!held.open) return;
      try {
        foldWal(held);
      } finally {
        held.close();
      }
    },
  };
}
