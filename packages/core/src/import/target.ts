/** Whether a home may take an old one over: it has no data of its own, and has not taken this one before. */
import { AppError } from "@tinyagi/contracts";
import Database from "better-sqlite3";
import type { HomePaths } from "../home/home-paths.js";
import { translateOpening } from "../store/database.js";
import { checkDatabaseFile } from "../store/database-file.js";
import { sqliteCode } from "../store/fault.js";
import { importStatements } from "../store/statement/import-statements.js";
import { databaseKind } from "../store/statement/legacy-statements.js";

export type TargetState = "free" | "taken" | "used";

/** @param source key of the old home in `imports` */
export function targetState(paths: HomePaths, source: string): TargetState {
  // Nothing takes the place of one that was emptied either: it may be lost by mistake, and its log is there yet.
  if (checkDatabaseFile(paths.database) === null) return "free";
  let db: Database.Database | undefined;
  try {
    db = new Database(paths.database, { fileMustExist: true });
    if (databaseKind(db) !== "current") return "free";
    const statements = importStatements(db);
    if (statements.get(source) !== undefined) return "taken";
    return statements.isUnused() ? "free" : "used";
  } catch (error) {
    // A schema from before imports were known: somebody has used this home.
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
      ? "This home has taken that one over already. Nothing was changed."
      : `${paths.home} has data of its own, and two homes are never mixed. Import into an empty home, named by TINYAGI_HOME.`,
  );
}
