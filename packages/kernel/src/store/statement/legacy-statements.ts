/** Reads the databases of 0.0.20, of NanoClaw and of OpenClaw. They have no version and gained columns over time, so rows are read as they are. */
import type Database from "better-sqlite3";

export type LegacyRow = Readonly<Record<string, unknown>>;

const TABLES = [
  "messages",
  "responses",
  "chat_messages",
  "agent_messages",
  "projects",
  "tasks",
  "comments",
  // Of NanoClaw 1 and 2.
  ...(["registered_groups", "scheduled_tasks"] as const),
  ...(["agent_groups", "container_configs", "user_roles", "agent_group_members", "messages_in"] as const),
  // Of OpenClaw.
  ...(["cron_jobs", "channel_pairing_allow_entries"] as const),
] as const;
export type LegacyTable = (typeof TABLES)[number];

/** `current` has the version number every database of this project has; `empty` has no tables. */
export function databaseKind(db: Database.Database): "legacy" | "current" | "empty" {
  if (Number(db.pragma("user_version", { simple: true })) > 0) return "current";
  const tables = listTables(db);
  if (tables.has("messages") || tables.has("responses")) return "legacy";
  return tables.size === 0 ? "empty" : "current";
}

/**
 * Takes exclusive access. 0.0.20 had no lock, but a daemon of it that still runs has the file open, which this detects.
 *
 * @throws the error of SQLite, `SQLITE_BUSY` when another process has it open
 */
export function takeLegacyDatabase(db: Database.Database): void {
  db.pragma("locking_mode = EXCLUSIVE");
  db.exec("BEGIN EXCLUSIVE");
  db.exec("COMMIT");
}

/** `ok`, or what is wrong. */
export function checkIntegrity(db: Database.Database): string {
  return String(db.pragma("integrity_check(1)", { simple: true }));
}

/** A consistent copy of everything committed, WAL included, in one file without a WAL. */
export function copyDatabase(db: Database.Database, to: string): void {
  db.prepare("VACUUM INTO ?").run(to);
}

/** Puts the WAL into the file, so that the file alone is the database. */
export function foldWal(db: Database.Database): void {
  db.pragma("wal_checkpoint(TRUNCATE)");
}

/** The rows of a table in the order of their creation; none when the table is missing. */
export function* legacyRows(db: Database.Database, table: LegacyTable): Generator<LegacyRow> {
  if (!listTables(db).has(table)) return;
  yield* db.prepare<[], LegacyRow>(`SELECT * FROM ${table} ORDER BY rowid`).iterate();
}

function listTables(db: Database.Database): ReadonlySet<string> {
  const names = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  return new Set(names);
}
