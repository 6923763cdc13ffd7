/** Each migration keeps every row that the schema before it held. */

import { readdirSync, readFileSync } from "node:fs";
import { NO_FAILPOINTS, openSqlite } from "@tinyagi/base";
import type Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { checkSchemaVersion, migrate, readMigrations } from "./migrate.js";

const MIGRATIONS = readMigrations();

interface Column {
  name: string;
  type: string;
  notnull: number;
  dflt_value: string | null;
}

/** Legal values of columns that a CHECK constraint limits, and keys of rows another row refers to. */
const LEGAL: Readonly<Record<string, readonly (string | number | null)[]>> = {
  "conversations.status": ["open", "closed"],
  "conversations.join_mode": ["reply", "leader"],
  "conversations.id": ["c1", "c2"],
  "messages.conversation_id": ["c1", "c2"],
  "messages.status": ["pending", "processing"],
  "messages.run_id": [null, "run"],
  "messages.kind": ["user", "summary"],
  "graphs.status": ["open", "failed"],
  "spawn_calls.status": ["open", "ended"],
  "runs.status": ["running", "cancelled"],
  "approvals.kind": ["question", "budget"],
  "approvals.status": ["open", "denied"],
  "outbox.status": ["claimed", "dead"],
  "projects.id": ["p1", "p2"],
  "projects.status": ["active", "archived"],
  "tasks.id": ["t1", "t2"],
  "tasks.project_id": ["p1", null],
  "tasks.status": ["review", "done"],
  "tasks.assignee_type": ["agent", ""],
  "tasks.priority": ["none", "none"],
  "tasks.due_on": [null, null],
  "task_needs.task_id": ["t1", "t2"],
  "task_needs.needs_id": ["t2", "t1"],
  "task_branches.task_id": ["t1", "t2"],
  "task_pulls.task_id": ["t1", "t2"],
  "task_pulls.state": ["open", "closed"],
  "task_pulls.number": [7, 8],
  "task_sources.task_id": ["t1", null],
  "comments.task_id": ["t1", "t2"],
  "comments.author_type": ["user", "agent"],
  "schedules.id": ["s1", "s2"],
  "schedules.cron": ["* * * * *", null],
  "schedules.run_at": [null, 5],
  "schedules.catch_up": ["once", "skip"],
  "schedules.overlap": ["skip", "allow"],
  "schedule_runs.schedule_id": ["s1", "s2"],
  "schedule_runs.status": ["fired", "failed"],
  "pairings.state": ["pending", "approved"],
  "pairings.role": ["owner", "member"],
  "artifacts.id": [1, 2],
  "artifact_links.artifact_id": [1, 2],
  "recall_documents.source": ["note", "document"],
  "company_proposals.status": ["open", "accepted"],
};

/** A database as the version with the first `count` migrations wrote it. */
function buildDatabase(count: number): Database.Database {
  const db = openSqlite(":memory:");
  for (const { sql } of MIGRATIONS.slice(0, count))
    for (const statement of sql.split("--> statement-breakpoint")) db.exec(statement);
  db.pragma(`user_version = ${count}`);
  return db;
}

function listTables(db: Database.Database): string[] {
  return db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index_%' AND name NOT LIKE 'recall_index_%' ORDER BY name",
    )
    .pluck()
    .all();
}

const toRows = (db: Database.Database, table: string) =>
  db.prepare<[], Record<string, unknown>>(`SELECT rowid AS row_number, * FROM ${table} ORDER BY rowid`).all();

/** Two rows in every table; each column of the second differs from the first where the schema permits. */
function fill(db: Database.Database): void {
  db.pragma("foreign_keys = OFF");
  for (const table of listTables(db)) {
    const columns = db.pragma(`table_info(${table})`) as Column[];
    const insert = db.prepare(
      `INSERT INTO ${table} (${columns.map(({ name }) => name).join(",")}) VALUES (${columns.map(() => "?").join(",")})`,
    );
    for (const n of [0, 1]) {
      const getFill = ({ name, type }: Column) => {
        const legal = LEGAL[`${table}.${name}`];
        if (legal !== undefined) return legal[n];
        return type.toLowerCase() === "text" || type === ""
          ? `${table} ${name} ${n} é\n'"`
          : 1_767_225_600_000 + n;
      };
      insert.run(columns.map(getFill));
    }
  }
}

describe.each(MIGRATIONS.map(({ name }, index) => ({ name, before: index })))(
  "migration $name",
  ({ before }) => {
    test(`keeps every row and every value of schema ${before}, for this migration and all later ones`, () => {
      const db = buildDatabase(before);
      fill(db);
      const tables = listTables(db);
      const old = new Map(tables.map((table) => [table, toRows(db, table)]));
      expect(migrate(db, NO_FAILPOINTS)).toBe(MIGRATIONS.length - before);
      expect(listTables(db)).toEqual(expect.arrayContaining(tables));
      for (const [table, rows] of old) {
        expect(rows).toHaveLength(2);
        const now = toRows(db, table);
        expect(
          now.map((row, n) => Object.fromEntries(Object.keys(rows[n] ?? {}).map((key) => [key, row[key]]))),
        ).toEqual(rows);
      }
      expect(db.pragma("foreign_key_check")).toEqual([]);
      expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
      db.close();
    });
  },
);

test("a database that was filled by an older version has the same schema as a new one", () => {
  const readSchema = (db: Database.Database) =>
    db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all();
  const fresh = openSqlite(":memory:");
  migrate(fresh, NO_FAILPOINTS);
  for (let count = 0; count < MIGRATIONS.length; count += 1) {
    const old = buildDatabase(count);
    fill(old);
    migrate(old, NO_FAILPOINTS);
    expect(readSchema(old)).toEqual(readSchema(fresh));
    old.close();
  }
  fresh.close();
});

test("ids of messages that were deleted before a table was rebuilt are not used again", () => {
  const db = buildDatabase(6);
  fill(db);
  db.exec("DELETE FROM messages");
  migrate(db, NO_FAILPOINTS);
  expect(db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").pluck().get()).toBe(
    1_767_225_600_001,
  );
  expect(db.prepare("SELECT count(*) FROM sqlite_sequence WHERE name LIKE '%messages'").pluck().get()).toBe(
    3,
  );
  db.close();
});

test("migrations are numbered without a gap, so that `user_version` names one schema", () => {
  expect(MIGRATIONS.map(({ name }) => Number(name.slice(0, 4)))).toEqual(MIGRATIONS.map((_, index) => index));
});

test("what earlier releases wrote in words about schedules is kept as facts", () => {
  const before = MIGRATIONS.findIndex(({ name }) => name.startsWith("0025_"));
  const db = buildDatabase(before);
  const schedule = db.prepare(
    "INSERT INTO schedules (id,label,cron,agent_id,message,channel,sender,created_at,updated_at) VALUES (?,?,'@daily','a','m','c','s',0,0)",
  );
  schedule.run("s1", "sched-1795553629798-xj3c");
  const named = [
    "sched-up the week",
    "sched-2 stand-up",
    "sched-2024-report",
    "sched-1795553629798-my report",
  ];
  for (const [index, label] of named.entries()) schedule.run(`s${index + 2}`, label);
  const run = db.prepare(
    "INSERT INTO schedule_runs (schedule_id,due_at,status,reason,created_at) VALUES ('s1',?,?,?,0)",
  );
  const reasons: [status: string, reason: string | null, missed: number][] = [
    ["skipped", "missed: the daemon was not running", 1],
    ["skipped", "missed: the daemon was not running (5 due times)", 5],
    ["fired", "also replaces 1 due time missed before", 1],
    ["fired", "also replaces 12 due times missed before", 12],
    ["fired", "manual run", 0],
    ["fired", null, 0],
    ["skipped", "the conversation of its last firing is still open", 0],
    ["failed", "missed: said somebody else", 0],
  ];
  for (const [index, [status, reason]] of reasons.entries()) run.run(index, status, reason);
  migrate(db, NO_FAILPOINTS);
  const missed = db.prepare("SELECT missed FROM schedule_runs ORDER BY due_at").pluck().all();
  expect(missed).toEqual(reasons.map(([, , count]) => count));
  expect(db.prepare("SELECT is_named FROM schedules ORDER BY id").pluck().all()).toEqual([
    0,
    ...named.map(() => 1),
  ]);
});

test("why earlier releases interrupted a run is kept as a fact", () => {
  const before = MIGRATIONS.findIndex(({ name }) => name.startsWith("0035_"));
  const db = buildDatabase(before);
  const run = db.prepare(
    "INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,attempt,boot_id,status,error,created_at) VALUES (?,1,'c',?,0,'a',1,'b',?,?,0)",
  );
  const ends: [status: string, error: string | null, why: string | null][] = [
    ["interrupted", "the daemon stopped unexpectedly", "run.daemon_died"],
    ["interrupted", "the agent host stopped unexpectedly", "run.host_died"],
    ["interrupted", "paused by a person", "run.paused"],
    ["interrupted", "a message of a person goes first", "run.yielded"],
    ["interrupted", "shutdown", "run.shutdown"],
    ["interrupted", "words of nobody", null],
    ["failed", "the daemon stopped unexpectedly", null],
    ["completed", null, null],
  ];
  for (const [index, [status, error]] of ends.entries()) run.run(`r${index}`, `r${index}`, status, error);
  migrate(db, NO_FAILPOINTS);
  const kept = db.prepare("SELECT why FROM runs ORDER BY id").pluck().all();
  expect(kept).toEqual(ends.map(([, , why]) => why));
});

test("a release that reads notes of replies as sentences alone refuses a store that holds facts", () => {
  const known = MIGRATIONS.findIndex(({ name }) => name.startsWith("0025_")) + 1;
  const db = buildDatabase(known);
  migrate(db, NO_FAILPOINTS);
  expect(() => checkSchemaVersion(db, known)).toThrow(/STORE_TOO_NEW|restore a backup/);
  db.close();
});

/** Two that were made side by side have the same parent, and `pnpm migration` refuses to make the next one. */
test("the snapshots follow each other, and the last one has every table and column", () => {
  const folder = new URL("migrations/meta/", import.meta.url);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith("_snapshot.json"))
    .sort();
  const snapshots = files.map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Snapshot);
  expect(snapshots.map(({ prevId }) => prevId).slice(1)).toEqual(snapshots.map(({ id }) => id).slice(0, -1));
  const db = buildDatabase(MIGRATIONS.length);
  const virtual = new Set(["recall_index", "search_index"]);
  const columns = listTables(db)
    .filter((name) => !virtual.has(name))
    .map((name) => [
      name,
      (db.pragma(`table_info(${name})`) as Column[]).map((column) => column.name).sort(),
    ]);
  const described = Object.entries(snapshots.at(-1)?.tables ?? {});
  expect(described.map(([name, table]) => [name, Object.keys(table.columns).sort()]).sort()).toEqual(columns);
});

interface Snapshot {
  id: string;
  prevId: string;
  tables: Record<string, { columns: Record<string, unknown> }>;
}
