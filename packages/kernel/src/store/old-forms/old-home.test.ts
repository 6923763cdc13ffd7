/** A home that the release before wrote opens: each message has a title, and its agent reads what it would have read. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock, openSqlite } from "@tinyagi/base";
import type Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { renderPrompt } from "../../message/render-prompt.js";
import { readMigrations } from "../migrate.js";
import { openStore } from "../store.js";

const BEFORE = 24;
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A database file with all kinds of rows, as the release before left it. */
async function oldHome(): Promise<{ path: string; texts: Map<number, string>; db: Database.Database }> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-old-messages-"));
  folders.push(folder);
  const path = join(folder, "tinyagi.db");
  const db = openSqlite(path);
  db.pragma("journal_mode = WAL");
  for (const { sql } of readMigrations().slice(0, BEFORE))
    for (const statement of sql.split("--> statement-breakpoint")) db.exec(statement);
  db.exec(readFileSync(new URL("../../../../../tests/fixtures/home-0.1/rows.sql", import.meta.url), "utf8"));
  db.pragma(`user_version = ${BEFORE}`);
  const rows = db.prepare<[], { id: number; text: string }>("SELECT id, text FROM messages").all();
  return { path, db, texts: new Map(rows.map(({ id, text }) => [id, text])) };
}

function open(path: string) {
  return openStore({ path, clock: createVirtualClock() });
}

test("each message of an older home has a title, and renders to the text that it was", async () => {
  const { path, texts, db } = await oldHome();
  db.close();
  await using store = open(path);
  const rows = [...texts.keys()].flatMap((id) => store.messages.get(id) ?? []);
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(
    new Set(["user", "handoff", "room", "chain", "summary", "node"]),
  );
  for (const row of rows) {
    expect(renderPrompt(row), `message ${row.id}`).toBe(texts.get(row.id));
    expect(row.title, `message ${row.id}`).not.toBe("");
  }
  const titles = Object.fromEntries(rows.map(({ id, kind, title }) => [`${id} ${kind}`, title]));
  expect(titles).toMatchObject({
    "1 user": "Fix the login",
    "2 user": "Prepare the launch",
    "3 handoff": "Write the *announcement*",
    "4 handoff": "Check links",
    "5 summary": "Prepare the launch",
    "6 chain": "draft the fix.",
    "7 chain": "review it",
    "8 user": "break it",
    "9 room": "Lunch at noon?",
    "12 room": "Main is frozen",
    "18 node": "Read the rules of the Netherlands",
    // They ran again.
    "27 user": "Check links",
    "28 user": "Main is frozen",
    "29 user": "Prepare the launch",
  });
});

test("a hundred thousand old messages are filled in seconds, and a start that was killed goes on", async () => {
  const { path, db } = await oldHome();
  db.exec(
    `WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO messages (message_id,conversation_id,lane,agent_id,kind,from_agent,text,status,created_at,updated_at)
     SELECT 'old' || i, (SELECT id FROM conversations LIMIT 1), 'coder', 'coder', 'handoff', 'lead', '[Message from teammate @lead]:' || char(10) || 'Task ' || i, 'completed', 1, 1 FROM n`,
  );
  db.close();
  const started = performance.now();
  const store = open(path);
  expect(performance.now() - started).toBeLessThan(30_000);
  const count = (where: string) =>
    store.db.prepare<[], number>(`SELECT count(*) FROM messages WHERE ${where}`).pluck().get();
  expect(count("title IS NULL")).toBe(0);
  expect(count("text LIKE 'Task %' AND title = text")).toBe(100_000);
  store.db.exec(
    "UPDATE messages SET title = NULL, text = '[Message from teammate @lead]:' || char(10) || text WHERE message_id = 'old7'",
  );
  await store[Symbol.asyncDispose]();
  await using again = open(path);
  expect(again.db.prepare("SELECT text, title FROM messages WHERE message_id = 'old7'").get()).toEqual({
    text: "Task 7",
    title: "Task 7",
  });
});
