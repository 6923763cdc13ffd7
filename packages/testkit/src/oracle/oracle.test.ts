import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTempHome, type TempHome } from "../temp-home.js";
import { createOracle, type Oracle } from "./oracle.js";

const MIGRATIONS = fileURLToPath(new URL("../../../kernel/src/store/migrations/", import.meta.url));

let temp: TempHome;
let db: Database.Database;
let oracle: Oracle;
let journal: string;

beforeEach(async () => {
  temp = await createTempHome();
  const dbPath = join(temp.home, "tinyagi.db");
  journal = join(temp.root, "journal.jsonl");
  db = new Database(dbPath);
  // No data here must survive a power cut, and waiting for the disk would take most of the time.
  db.pragma("synchronous = OFF");
  const files = readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"));
  for (const file of files.toSorted()) db.exec(readFileSync(join(MIGRATIONS, file), "utf8"));
  oracle = createOracle({ dbPath, journal, ownChannels: ["schedule"], consumedChannels: ["chat"] });
});

afterEach(async () => {
  db.close();
  await temp.cleanup();
});

function tell(
  type: string,
  column: "conversation_id" | "run_id" | "message_row_id",
  id: string | number,
): void {
  db.prepare(`INSERT INTO events (type, time, ${column}, data) VALUES (?, 0, ?, '{}')`).run(type, id);
}

function conversation(id: string, { channel = "api", status = "closed", replies = 1 } = {}): void {
  db.prepare(
    `INSERT INTO conversations (id, inbound_id, reply_to_id, channel, sender, join_mode, status, text, limits, created_at, deadline_at)
     VALUES (?, ?, ?, ?, 's', 'reply', ?, 't', '{}', 0, 0)`,
  ).run(id, `in-${id}`, `in-${id}`, channel, status);
  if (status !== "open") tell("conversation.closed", "conversation_id", id);
  for (let n = 1; n <= replies; n += 1) reply(`${id}-${n}`, id, { channel });
}

function reply(key: string, of: string, { channel = "api", status = "acked" } = {}): number {
  const added = db
    .prepare(
      `INSERT INTO outbox (conversation_id, message_id, channel, sender, message, original_message, idempotency_key, status, created_at)
       VALUES (?, ?, ?, 's', 't', 'q', ?, ?, 0)`,
    )
    .run(of, `in-${of}`, channel, key, status);
  return Number(added.lastInsertRowid);
}

function message(
  id: number,
  of: string,
  { status = "completed", reported = 1, lane = "coder", reason = "told to fail", kind = "user" } = {},
): void {
  db.prepare(
    `INSERT INTO messages (id, message_id, conversation_id, lane, agent_id, kind, text, status, run_id, reported, error_class, last_error, created_at, updated_at)
     VALUES (?, ?, ?, ?, 'coder', ?, 't', ?, ?, ?, 'transient', ?, 0, 0)`,
  ).run(id, `m-${id}`, of, lane, kind, status, status === "processing" ? "r" : null, reported, reason);
  tell("message.accepted", "message_row_id", id);
}

function run(id: string, messageId: number, { status = "completed", attempt = 1, noted = true } = {}): void {
  db.prepare(
    `INSERT INTO runs (id, message_row_id, conversation_id, root_run_id, depth, agent_id, attempt, boot_id, status, created_at)
     VALUES (?, ?, 'c', ?, 0, 'coder', ?, 'b', ?, 0)`,
  ).run(id, messageId, id, attempt, status);
  db.prepare(
    "UPDATE messages SET attempts = attempts + 1, total_attempts = total_attempts + 1 WHERE id = ?",
  ).run(messageId);
  tell("run.started", "run_id", id);
  if (status === "completed") tell("run.completed", "run_id", id);
  if (noted) note(id);
}

function note(runId: string): void {
  const entry = { run: `p-${runId}`, event: "started", name: "tiny", pid: 1, agentId: "coder", runId };
  appendFileSync(journal, `${JSON.stringify(entry)}\n`);
}

function healthy(id: string, row: number): void {
  conversation(id);
  message(row, id);
  run(`r-${row}`, row);
  oracle.acknowledged({ channel: "api", inboundId: `in-${id}`, messageIds: [`m-${row}`] });
}

const rules = () => oracle.judge().violations.map((violation) => violation.rule);

describe("createOracle", () => {
  it("finds no violation when all promises are kept", () => {
    healthy("a", 1);
    healthy("b", 2);
    conversation("own", { channel: "schedule" });
    expect(oracle.judge()).toEqual({ violations: [], conversations: 3, messages: 2, runs: 2 });
  });

  it("accepts a failed message as ended and a retried one as run twice", () => {
    healthy("a", 1);
    conversation("b");
    message(2, "b", { status: "dead" });
    run("x1", 2, { status: "failed" });
    run("x2", 2, { status: "interrupted", attempt: 2 });
    oracle.acknowledged({ channel: "api", inboundId: "in-b" });
    expect(rules()).toEqual([]);
  });

  it("reports a missing acknowledged request and a missing acknowledged message", () => {
    healthy("a", 1);
    oracle.acknowledged({ channel: "api", inboundId: "gone" });
    oracle.acknowledged({ channel: "api", inboundId: "in-a", messageIds: ["m-9"] });
    expect(rules()).toEqual(["missing", "missing"]);
  });

  it("accepts an uncertain request whether or not it exists, but no request that no client made", () => {
    conversation("maybe");
    oracle.uncertain({ channel: "api", inboundId: "in-maybe" });
    oracle.uncertain({ channel: "api", inboundId: "never" });
    expect(rules()).toEqual([]);
    conversation("ghost");
    expect(rules()).toEqual(["invented"]);
  });

  it("reports messages that never ended, were never reported or are stuck", () => {
    conversation("a", { status: "open" });
    message(1, "a", { status: "processing" });
    oracle.acknowledged({ channel: "api", inboundId: "in-a" });
    conversation("b");
    message(2, "b", { status: "dead", reported: 0 });
    oracle.acknowledged({ channel: "api", inboundId: "in-b" });
    run("live", 1, { status: "running" });
    expect(rules()).toEqual(["unfinished", "unreported", "processing", "processing"]);
  });

  it("reports a message that overtook another of its lane", () => {
    healthy("b", 2);
    healthy("a", 1);
    expect(rules()).toEqual(["order", "order"]);
  });

  it("allows any order between different lanes", () => {
    conversation("b");
    message(2, "b", { lane: "node" });
    run("r-2", 2);
    oracle.acknowledged({ channel: "api", inboundId: "in-b" });
    healthy("a", 1);
    expect(rules()).toEqual([]);
  });

  it("reports results committed twice, never, or without a message", () => {
    healthy("a", 1);
    run("again", 1, { attempt: 2 });
    healthy("b", 2);
    db.exec("UPDATE runs SET status = 'failed' WHERE id = 'r-2'");
    db.exec("DELETE FROM events WHERE type = 'run.completed' AND run_id = 'r-2'");
    run("stray", 99);
    expect(rules()).toEqual(["commit", "commit", "commit"]);
  });

  it("counts the runs of a message from its last plan on, and lets sub-agents report to their parent", () => {
    conversation("a");
    message(1, "a");
    message(2, "a", { kind: "node", lane: "node", reported: 0 });
    oracle.acknowledged({ channel: "api", inboundId: "in-a" });
    run("plan", 1);
    db.exec("UPDATE messages SET attempts = 0, total_attempts = 0 WHERE id = 1");
    run("sub-agent", 2);
    run("answer", 1);
    expect(rules()).toEqual(["commit", "commit", "commit"]);
    const request = "INSERT INTO events (type, time, run_id, data) VALUES ('spawn.requested', 0, ?, ?)";
    db.prepare(request).run("plan", JSON.stringify({ via: "block" }));
    expect(rules()).toEqual([]);
    db.prepare(request).run("sub-agent", JSON.stringify({ via: "tool" }));
    expect(rules()).toEqual([]);
    run("again", 1);
    expect(rules()).toEqual(["commit", "commit"]);
  });

  it("reports an attempt made twice, and agents that ran twice or without a record", () => {
    conversation("a");
    message(1, "a");
    run("x1", 1, { status: "failed" });
    run("x2", 1);
    oracle.acknowledged({ channel: "api", inboundId: "in-a" });
    note("unheard-of");
    appendFileSync(journal, `${JSON.stringify({ run: "q", event: "started", pid: 2, runId: "x2" })}\n`);
    expect(rules()).toEqual(["commit", "unknown-run", "unknown-run"]);
  });

  it("reports a request without an answer, and one with too many", () => {
    conversation("a", { replies: 0 });
    conversation("b", { replies: 2 });
    conversation("c", { replies: 2 });
    oracle.acknowledged({ channel: "api", inboundId: "in-a" });
    oracle.acknowledged({ channel: "api", inboundId: "in-b", replies: 1 });
    oracle.acknowledged({ channel: "api", inboundId: "in-c", replies: 2 });
    expect(rules()).toEqual(["unanswered", "unanswered"]);
  });

  it("reports failures without a reason, and failures by too few interruptions", () => {
    conversation("a", { channel: "schedule" });
    message(1, "a", { status: "dead", reason: "" });
    message(2, "a", { status: "dead" });
    db.exec("UPDATE messages SET error_class = 'interrupted', interruptions = 4 WHERE id = 2");
    expect(rules()).toEqual(["reason", "reason"]);
  });

  it("accepts a reply delivered twice under one key, but not one that changed, was invented or came out of order", () => {
    conversation("a", { channel: "chat", replies: 0 });
    oracle.acknowledged({ channel: "chat", inboundId: "in-a" });
    const [one = 0, two = 0] = [reply("k1", "a", { channel: "chat" }), reply("k2", "a", { channel: "chat" })];
    const deliver = (outboxId: number, key: string, text = "t") =>
      oracle.delivered({ channel: "chat", outboxId, key, text });
    deliver(one, "k1");
    deliver(one, "k1");
    deliver(two, "k2");
    expect(rules()).toEqual([]);
    deliver(one, "k1", "other");
    deliver(77, "k77");
    const three = reply("k3", "a", { channel: "chat" });
    deliver(three, "k3");
    expect(rules()).toEqual(["delivery", "delivery", "delivery"]);
  });

  it("reports replies that were not delivered, or acknowledged without delivery", () => {
    conversation("a", { channel: "chat", replies: 0 });
    oracle.acknowledged({ channel: "chat", inboundId: "in-a" });
    reply("k1", "a", { channel: "chat", status: "claimed" });
    reply("k2", "a", { channel: "chat" });
    reply("k3", "a", { channel: "chat", status: "dead" });
    expect(rules()).toEqual(["delivery", "delivery"]);
  });

  it("reports attempts without a run, and changes with no journal event or more than one", () => {
    healthy("a", 1);
    db.exec("UPDATE messages SET attempts = 2, total_attempts = 2");
    expect(rules()).toEqual(["commit"]);
    db.exec("UPDATE messages SET attempts = 1, total_attempts = 1");
    tell("run.completed", "run_id", "r-1");
    tell("message.accepted", "message_row_id", 1);
    db.exec("DELETE FROM events WHERE type = 'conversation.closed'");
    expect(rules()).toEqual(["event", "event", "event"]);
  });

  it("reports a damaged file instead of trusting it", () => {
    for (let row = 1; row <= 200; row += 1) healthy(`c${row}`, row);
    db.pragma("wal_checkpoint(TRUNCATE)");
    const path = db.name;
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 8 * 4096, 12 * 4096);
    writeFileSync(path, bytes);
    let found: unknown;
    try {
      found = oracle.judge().violations[0]?.rule;
    } catch (error) {
      found = error;
    }
    expect(found === "integrity" || found instanceof Database.SqliteError).toBe(true);
  });
});
