/** Whether a home may import an old one: it has no data of its own and has not imported this one before. */
import { openSqlite } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import {
  checkDatabaseFile,
  databaseKind,
  importStatements,
  sqliteCode,
  translateOpening,
} from "@tinyagi/kernel";
import type Database from "better-sqlite3";

export type TargetState = "free" | "taken" | "used";

/** @param source key of the old home in the table `imports` */
export function targetState(paths: HomePaths, source: string): TargetState {
  // An emptied database is not replaced: it may have been lost by mistake while its WAL still exists.
  if (checkDatabaseFile(paths.database) === null) return "free";
  let db: Database.Database | undefined;
  try {
    db = openSqlite(paths.database, { fileMustExist: true });
    if (databaseKind(db) !== "current") return "free";
    const statements = importStatements(db);
    if (statements.get(source) !== undefined) return "taken";
    return statements.isUnused() ? "free" : "used";
  } catch (error) {
    // A schema from before the table `imports` existed, so the home has been used.
    if (sqliteCode(error) === "SQLITE_ERROR") return "used";
    throw translateOpening(error, paths.database);
  } finally {
    db?.close();
  }
}

/** @throws AppError `IMPORT_REFUSED` */
export function checkTarget(paths: HomePaths, source: string): void {
  const state = targetState(paths, source);
  if (state === "free") return;
  throw new AppError(
    "IMPORT_REFUSED",
    state === "taken"
      ? "This home has already imported that one. Nothing was changed."
      : `${paths.home} already contains data, and an import never merges two homes. Set TINYAGI_HOME to an empty home and import there.`,
  );
}
