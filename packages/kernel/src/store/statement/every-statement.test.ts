/**
 * Every statement of every file in this folder finds its rows by index. Files that are added later are included. What
 * `selection` and an inserter prepare at their first use is checked in query-plan.test.ts.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { partial } from "@tinyagi/testkit/partial";
import type Database from "better-sqlite3";
import { expect, test } from "vitest";
import { createTempStore } from "../fixture.js";

/** Files without statements on tables of the store. */
const OTHERS: Readonly<Record<string, string>> = {
  "deep-check-statements.ts": "reads a copy of a database as a whole",
  "backup-statements.ts": "copies a database as a whole",
  "legacy-statements.ts": "reads the databases of 0.0.20 once, as wholes",
};
/** Tables with few rows in every home, and what a statement builds itself. */
const SMALL =
  /^SCAN (?:heartbeats|imports|pairings|projects|schedules|settings_revisions|sqlite_sequence|tokens|lanes|counted|head|open|wanted|root|\(subquery-\d+\)|CONSTANT)/;
/** Partial indexes: they contain exactly the wanted rows. */
const ONLY_OPEN =
  /^SCAN \w+ USING (?:COVERING )?INDEX (?:approvals_open|artifact_links_live|company_proposals_open|conversations_unread|graphs_open|messages_dead|messages_due|messages_finished|messages_lane|messages_live|outbox_dead|outbox_open|runs_live)\b/;
/** The first rows of a table in the order of its key. */
const IN_ORDER = /ORDER BY (?:id|seq|rowid)(?: DESC)? LIMIT/;
/** Statements that sort few rows by construction, or read a table up to its first row. */
const FEW = new Map([
  ["waiting conversations", "max(m.waiting_since)"],
  ["one table at a time, each for whether it has a row", "SELECT EXISTS (SELECT 1 FROM conversations) OR"],
  ["running messages", "m.status = 'processing' ORDER BY"],
  ["open messages, for /stop", "AND status = ? ORDER BY id LIMIT ?)"],
  ["agents with open messages", "SELECT agent, sum("],
  ["handoffs of one conversation", "conversation_id = ? AND kind = 'handoff'"],
  ["runs below one run", "INDEXED BY runs_below WHERE"],
  ["live runs", "INDEXED BY runs_live WHERE status IN ('starting','running') ORDER BY"],
  ["sub-agents of one conversation", "FROM graphs g CROSS JOIN graph_nodes n"],
  ["newest runs of one task", "ORDER BY c.created_at DESC, r.created_at DESC LIMIT"],
  ["attempts of one message", "WHERE message_row_id = ?"],
  ["people of one channel", "FROM pairings WHERE state = ? AND channel = ?"],
  ["schedules of one agent", "FROM schedules WHERE agent_id = ?"],
  ["all schedules", "FROM schedules ORDER BY"],
  ["schedules in force", "FROM schedules WHERE enabled = 1"],
  ["the default of each approved sender", "FROM sender_defaults ORDER BY"],
  ["tasks by assignee, before a removal", "assignee AS key, count(*)"],
  ["tasks by project, before a removal", "project_id AS key, count(*)"],
  ["imports of one home", "FROM imports ORDER BY"],
  ["tokens of channels", "FROM tokens ORDER BY"],
  [
    "chats of one channel that wait for a reply",
    "WHERE channel = @channel AND status IN ('pending','claimed') GROUP BY chat",
  ],
  ["names of events that a reader asks for", "FROM json_each(@types)"],
  ["newest stops of budgets, in the order of their index", "ORDER BY s.stopped_at DESC LIMIT"],
  ["dead letters by agent and error", "SELECT agent_id AS agent, error_class AS errorClass"],
  ["windows of each login", "FROM provider_quota ORDER BY"],
  ["approved plugins", "FROM plugin_approvals ORDER BY"],
  ["placed runs that have ended, at a start", "DELETE FROM placed_runs WHERE run_id NOT IN"],
  ["all tasks, once a day and only where old files exist", "FROM tasks UNION ALL SELECT content"],
]);

interface Planned {
  file: string;
  sql: string;
  plan: string[];
}

/** `db` that reports the plan of each statement as it is prepared. */
function spyOn(db: Database.Database, tell: (sql: string, plan: string[]) => void): Database.Database {
  const prepare = (sql: string) => {
    const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 1]);
    const places = [...sql.matchAll(/\?/g)].map(() => 1);
    const explain = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const rows = names.length > 0 ? explain.all(Object.fromEntries(names)) : explain.all(...places);
    tell(
      sql,
      rows.map((row) => row.detail),
    );
    return db.prepare(sql);
  };
  return partial<Database.Database>({ prepare: prepare as Database.Database["prepare"] });
}

async function planAll(db: Database.Database, files: readonly string[]): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const file of files) {
    const before = planned.length;
    const spied = spyOn(db, (sql, plan) => planned.push({ file, sql, plan }));
    const module: Record<string, unknown> = await import(join(import.meta.dirname, file));
    for (const [name, create] of Object.entries(module))
      if (name.endsWith("Statements") && typeof create === "function") create(spied);
    expect({ file, statements: planned.length - before }).not.toEqual({ file, statements: 0 });
  }
  return planned;
}

function isSlow(line: string, sql: string): boolean {
  if (line.includes("TEMP B-TREE")) return true;
  if (!line.startsWith("SCAN ") || SMALL.test(line) || ONLY_OPEN.test(line)) return false;
  // The full-text index finds by its own means; a range of its numbers is one it knows.
  if (line.includes("VIRTUAL TABLE INDEX")) return !/[=<>M]/.test(line.slice(line.lastIndexOf(":")));
  const isCount = sql.includes("count(*)") && line.includes("COVERING INDEX");
  return !isCount && !IN_ORDER.test(sql);
}

test("no statement of any file reads a table row by row or sorts one", async () => {
  await using temp = createTempStore();
  const files = readdirSync(import.meta.dirname).filter(
    (name) => name.endsWith("-statements.ts") && !Object.hasOwn(OTHERS, name),
  );
  const planned = await planAll(temp.store.db, files);
  expect(files.length).toBeGreaterThan(20);
  for (const { file, sql, plan } of planned) {
    const isFew = [...FEW.values()].some((part) => sql.includes(part));
    const slow = isFew ? [] : plan.filter((line) => isSlow(line, sql));
    expect({ file, sql, slow }).toEqual({ file, sql, slow: [] });
  }
  const unused = [...FEW].filter(([, part]) => !planned.some(({ sql }) => sql.includes(part)));
  expect(unused).toEqual([]);
});

test("sums and times of the runs below a root are read from an index alone, so long outputs cost nothing", async () => {
  await using temp = createTempStore();
  const planned = await planAll(temp.store.db, ["run-statements.ts", "trace-statements.ts"]);
  const below = planned.filter(({ sql }) => sql.includes("runs_below") && !sql.startsWith("SELECT *"));
  expect(below.length).toBeGreaterThan(1);
  const lines = below.flatMap(({ plan }) => plan.filter((line) => line.includes("runs_below")));
  expect(lines.filter((line) => !line.includes("COVERING INDEX"))).toEqual([]);
});
