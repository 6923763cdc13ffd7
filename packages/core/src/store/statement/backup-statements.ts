/** Copies the database while it is in use, and judges a copy. */
import type Database from "better-sqlite3";
import { stampBackup } from "./commit-statements.js";

/** Pages copied between two turns of the event loop: 4 MiB, some milliseconds. */
const PAGES_PER_TURN = 1_024;

/**
 * Copies everything committed by the time it ends. Writes of this connection go on meanwhile and are part of the copy.
 * `VACUUM INTO` would hold up the event loop for as long as the whole copy takes.
 */
export async function copyWhileOpen(db: Database.Database, to: string): Promise<void> {
  await db.backup(to, { progress: () => PAGES_PER_TURN });
}

/** Makes a copy one file without a WAL, and says whether it is sound: `ok`, or what is wrong. */
export function sealCopy(db: Database.Database): { health: string; schema: number } {
  db.pragma("journal_mode = DELETE");
  stampBackup(db);
  return {
    health: String(db.pragma("integrity_check(1)", { simple: true })),
    schema: Number(db.pragma("user_version", { simple: true })),
  };
}

/**
 * Whether a database contains what no schema of TinyAGI does: a trigger or a view, which would run SQL of somebody else
 * with each statement, or a virtual table beside the search index.
 */
export function hasForeignSchema(db: Database.Database): boolean {
  const foreign = db.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type NOT IN ('table','index') OR (type = 'table' AND rootpage = 0 AND name <> 'search_index') LIMIT 1",
  );
  return foreign.get() !== undefined;
}
