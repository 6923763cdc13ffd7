/** Copies the database while it is in use, and checks a copy. */
import type Database from "better-sqlite3";
import { stampBackup } from "./commit-statements.js";

/** Pages copied in one turn of the event loop: 4 MiB, a few milliseconds. */
const PAGES_PER_TURN = 1_024;

/**
 * Copies everything that is committed when it ends. This connection can write meanwhile; the copy includes its writes.
 * `VACUUM INTO` would block the event loop for the whole copy.
 */
export async function copyWhileOpen(db: Database.Database, to: string): Promise<void> {
  await db.backup(to, { progress: () => PAGES_PER_TURN });
}

/** Turns a copy into one file without a WAL and checks it: `health` is `ok` or what is wrong. */
export function sealCopy(db: Database.Database): { health: string; schema: number } {
  db.pragma("journal_mode = DELETE");
  stampBackup(db);
  return {
    health: String(db.pragma("integrity_check(1)", { simple: true })),
    schema: Number(db.pragma("user_version", { simple: true })),
  };
}

/**
 * Ends all public links of a copy: its owner may have revoked one after the copy was made, and the copy cannot know.
 *
 * @returns how many were not revoked before
 */
export function revokeLinks(db: Database.Database, now: number): number {
  const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'artifact_links'");
  if (has.get() === undefined) return 0;
  return db
    .prepare(
      "UPDATE artifact_links INDEXED BY artifact_links_live SET revoked_at = ? WHERE revoked_at IS NULL",
    )
    .run(now).changes;
}

/**
 * Whether a database contains what no schema of TinyAGI has: a trigger or a view, which would run foreign SQL with each
 * statement, or a virtual table other than the search index.
 */
export function hasForeignSchema(db: Database.Database): boolean {
  const foreign = db.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type NOT IN ('table','index') OR (type = 'table' AND rootpage = 0 AND name NOT IN ('search_index', 'recall_index')) LIMIT 1",
  );
  return foreign.get() !== undefined;
}
