/** @requirement RETENTION-1 @requirement RETENTION-2 */
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RetentionSettings, retentionSettingsSchema } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SILENT_LOG } from "../base/log.js";
import { rowidOf } from "../search/entry.js";
import { findRanked } from "../search/ranked.js";
import {
  conversationRow,
  createTempStore,
  messageRow,
  repeatingStore,
  type TempStore,
} from "../store/fixture.js";
import type { Store } from "../store/store.js";
import { createRetention } from "./retention.js";
import { EVENTS_MIN } from "./sweepers.js";

const DAY = 86_400_000;
const OLD = 1_000;

function open(policy: Partial<RetentionSettings> = {}, around = (store: Store) => store) {
  const temp = createTempStore();
  temp.clock.advance(1_000 * DAY);
  const folders = [join(temp.folder, "in"), join(temp.folder, "out")];
  for (const folder of folders) mkdirSync(folder);
  const retention = createRetention({
    store: around(temp.store),
    clock: temp.clock,
    log: SILENT_LOG,
    policy: () => retentionSettingsSchema.parse(policy),
    fileFolders: folders,
    backups: join(temp.folder, "backups"),
  });
  return { temp, retention, folders, rows: (table: string) => count(temp, table) };
}

function count({ store }: TempStore, table: string): number {
  return Number(store.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
}

/** A finished conversation of long ago with a message, a run and a reply. */
function addFinished({ store }: TempStore, id: string, time = OLD): void {
  store.conversations.insert(conversationRow(id, { created_at: time, deadline_at: time }));
  const row = store.messages.insert(
    messageRow("coder", { conversation_id: id, created_at: time, message_id: id }),
  );
  store.db
    .prepare("UPDATE messages SET status = 'completed', finished_at = @time WHERE id = @row")
    .run({ time, row });
  store.runs.insert({
    ...{
      id: `run_${id}`,
      message_row_id: row,
      conversation_id: id,
      parent_run_id: null,
      root_run_id: `run_${id}`,
    },
    depth: 0,
    agent_id: "coder",
    harness: "demo",
    provider: "demo",
    model: null,
    attempt: 1,
    boot_id: "boot",
    created_at: time,
  });
  const reply = store.outbox.insert({
    ...{
      conversation_id: id,
      message_id: id,
      channel: "telegram",
      sender: "Ann",
      sender_id: null,
      message: "m",
    },
    ...{
      original_message: "o",
      agent: null,
      files: "[]",
      metadata: null,
      idempotency_key: id,
      created_at: time,
    },
  });
  store.outbox.ack(reply, time);
  store.history.putSession({
    agent_id: "coder",
    scope: id,
    harness: "demo",
    session_id: "s",
    totals: null,
    updated_at: time,
  });
  store.conversations.close(id, "closed", time);
}

test("after a storage fault at the commit, the repeated write still removes all old data", async () => {
  const { temp, retention, rows } = open({}, repeatingStore);
  await using _temp = temp;
  temp.store.writeNow(() => {
    for (let index = 0; index < 30; index += 1) addFinished(temp, `c${index}`);
  });
  await retention.sweep();
  expect(rows("conversations")).toBe(0);
});

test("after a storage fault at the commit, old replies of every channel are still removed", async () => {
  const { temp, retention, rows } = open({ conversations: 0 }, repeatingStore);
  await using _temp = temp;
  temp.store.writeNow(() => {
    for (const [index, channel] of ["telegram", "telegram", "api"].entries()) {
      addFinished(temp, `c${index}`);
      temp.store.db
        .prepare("UPDATE outbox SET channel = ?, status = ? WHERE message_id = ?")
        .run(channel, ["acked", "dead", "pending"][index], `c${index}`);
    }
  });
  await retention.sweep();
  expect(rows("outbox")).toBe(0);
});

describe("old data", () => {
  test("is removed completely in one pass", async () => {
    const { temp, retention, rows } = open();
    await using _ = temp;
    const { store } = temp;
    store.writeNow(() => {
      for (let i = 0; i < 700; i += 1) {
        addFinished(temp, `c${i}`);
        store.history.addAgentMessage({
          ...{
            agent_id: "coder",
            role: "user",
            channel: "api",
            sender: "s",
            message_id: "m",
            content: "needle",
          },
          created_at: OLD,
        });
        store.history.addChatMessage({
          team_id: "dev",
          from_agent: "coder",
          message: "post",
          created_at: OLD,
        });
        store.history.addRevision({ author: "a", paths: "[]", content: "{}", created_at: OLD });
      }
      store.search.put({
        ...{
          rowid: rowidOf("history", 1),
          title: "",
          body: "needle",
          kind: "message",
          ref: "",
          agent: "coder",
        },
        time: OLD,
      });
    });
    expect(await retention.sweep()).toEqual({
      conversations: 2_100,
      deliveredReplies: 700,
      history: 700,
      rooms: 700,
      settingsRevisions: 500,
    });
    for (const table of [
      "conversations",
      "messages",
      "runs",
      "outbox",
      "sessions",
      "agent_messages",
      "chat_messages",
    ])
      expect([table, rows(table)]).toEqual([table, 0]);
    expect(rows("settings_revisions")).toBe(200);
    expect(findRanked(store.search, { match: "needle", limit: 5 }).rows).toEqual([]);
    expect(await retention.sweep()).toEqual({});
  });

  test("is kept forever where the settings say 0, and while it is young", async () => {
    const zero = Object.fromEntries(Object.keys(retentionSettingsSchema.shape).map((key) => [key, 0]));
    const { temp, retention, rows } = open(zero);
    await using _ = temp;
    temp.store.writeNow(() => addFinished(temp, "c1"));
    expect(await retention.sweep()).toEqual({});
    expect(rows("conversations")).toBe(1);
    const other = open();
    await using __ = other.temp;
    other.temp.store.writeNow(() => addFinished(other.temp, "c1", other.temp.clock.now() - DAY));
    expect(await other.retention.sweep()).toEqual({});
  });

  test("that was imported ages from the import", async () => {
    const { temp, retention } = open();
    await using _ = temp;
    temp.store.writeNow(() => addFinished(temp, "c1"));
    temp.store.db
      .prepare("INSERT INTO imports (source, report, created_at) VALUES ('0.0.20:/old', '{}', ?)")
      .run(temp.clock.now());
    expect(await retention.sweep()).toEqual({});
    temp.clock.advance(8 * DAY);
    expect(await retention.sweep()).toEqual({ deliveredReplies: 1 });
    temp.clock.advance(90 * DAY);
    expect(await retention.sweep()).toMatchObject({ conversations: 3 });
  });

  test("of the journal is removed from the start, except the newest events and those of open work", async () => {
    const { temp, retention } = open();
    await using _ = temp;
    const { store } = temp;
    const event = (conversation: string | null) =>
      store.events.insert({
        type: "daemon.started",
        time: OLD,
        conversation_id: conversation,
        run_id: null,
        message_row_id: null,
        agent_id: null,
        data: "{}",
      });
    store.writeNow(() => {
      for (let i = 0; i < 500; i += 1) event(null);
      store.conversations.insert(conversationRow("open", { created_at: OLD }));
      event("open");
      for (let i = 0; i < EVENTS_MIN; i += 1) event(null);
    });
    expect(await retention.sweep()).toEqual({ events: 500 });
    expect(store.events.bounds().oldest).toBe(501);
    store.conversations.close("open", "closed", temp.clock.now());
    expect(await retention.sweep()).toEqual({ events: 1 });
    expect(store.events.bounds().oldest).toBe(502);
  });

  test("replies without a client are removed after their time; replies for a channel wait for it", async () => {
    const { temp, retention, rows } = open();
    await using _ = temp;
    temp.store.writeNow(() => {
      for (const channel of ["cli", "web", "webhook", "telegram", "somebodys-bot"])
        temp.store.outbox.insert({
          ...{
            conversation_id: null,
            message_id: channel,
            channel,
            sender: "s",
            sender_id: null,
            message: "m",
          },
          ...{
            original_message: "o",
            agent: null,
            files: "[]",
            metadata: null,
            idempotency_key: channel,
            created_at: OLD,
          },
        });
    });
    expect(await retention.sweep()).toEqual({ unfetchedReplies: 3 });
    expect(rows("outbox")).toBe(2);
  });

  test("dead messages and replies are removed 90 days after their last failure, with their conversation", async () => {
    const { temp, retention, rows } = open();
    await using _ = temp;
    const { store, clock } = temp;
    store.writeNow(() => {
      addFinished(temp, "letter");
      store.db
        .prepare("UPDATE messages SET status = 'dead', finished_at = ? WHERE conversation_id = 'letter'")
        .run(clock.now());
      for (const id of ["failed", "never-answered", "by-an-older-version"]) {
        addFinished(temp, id);
        store.db
          .prepare(
            "UPDATE outbox SET status = 'claimed', attempts = 9, acked_at = NULL, lease_until = 0 WHERE conversation_id = ?",
          )
          .run(id);
      }
      const reply = (id: string) => store.outbox.inConversation(id)[0]?.id ?? 0;
      store.outbox.die(reply("failed"), { attempts: 10, error: "gone", now: clock.now() });
      store.db
        .prepare(
          "UPDATE outbox SET status = 'dead', not_before = ? WHERE conversation_id = 'by-an-older-version'",
        )
        .run(clock.now());
      store.outbox.dieUnanswered({
        channel: "telegram",
        limit: 10,
        attempts: 9,
        error: "gone",
        now: clock.now(),
      });
    });
    expect(rows("outbox WHERE status = 'dead'")).toBe(3);
    expect(await retention.sweep()).toEqual({ deliveredReplies: 1 });
    clock.advance(90 * DAY);
    expect(await retention.sweep()).toEqual({});
    clock.advance(1);
    expect(await retention.sweep()).toEqual({ deadLetters: 1, deadReplies: 3, conversations: 11 });
    expect([rows("conversations"), rows("messages"), rows("outbox"), rows("runs")]).toEqual([0, 0, 0, 0]);
  });

  test("dead replies are kept as long as dead letters, and in an open conversation", async () => {
    const setUp = (temp: TempStore, status: string) =>
      temp.store.writeNow(() => {
        addFinished(temp, "c1");
        temp.store.db.exec(
          `UPDATE outbox SET status = 'dead'; UPDATE conversations SET status = '${status}'`,
        );
      });
    const kept = open({ deadLetters: 0 });
    await using _ = kept.temp;
    setUp(kept.temp, "closed");
    expect(await kept.retention.sweep()).toEqual({});
    const going = open();
    await using __ = going.temp;
    setUp(going.temp, "open");
    expect(await going.retention.sweep()).toEqual({});
  });

  test("a file is removed when it is old and no open message names it", async () => {
    const { temp, retention, folders } = open();
    await using _ = temp;
    const [received = "", sent = ""] = folders;
    const names = ["aaaaaaaa.png", "bbbbbbbb.png", "cccccccc.png", "dddddddd.md"];
    for (const [index, name] of names.entries()) {
      const file = join(index === 3 ? sent : received, name);
      writeFileSync(file, "x");
      if (index > 0) utimesSync(file, OLD / 1_000, OLD / 1_000);
      else utimesSync(file, temp.clock.now() / 1_000, temp.clock.now() / 1_000);
    }
    temp.store.writeNow(() => {
      const text = `look\n\n[file: ${received}/bbbbbbbb.png]`;
      temp.store.conversations.insert(conversationRow("c1", { text, created_at: OLD }));
      temp.store.outbox.insert({
        ...{
          conversation_id: null,
          message_id: "m",
          channel: "telegram",
          sender: "s",
          sender_id: null,
          message: "m",
        },
        ...{
          original_message: "o",
          agent: null,
          files: "[]",
          metadata: null,
          idempotency_key: "dddddddd",
          created_at: OLD,
        },
      });
    });
    expect(await retention.sweep()).toEqual({ files: 1 });
    expect(readdirSync(received).sort()).toEqual(["aaaaaaaa.png", "bbbbbbbb.png"]);
    expect(readdirSync(sent)).toEqual(["dddddddd.md"]);
  });
});

test("open data is kept, with everything it depends on", async () => {
  const conversation = fc.record({
    status: fc.constantFrom("open", "closed", "cancelled"),
    message: fc.constantFrom("completed", "pending", "dead", "cancelled"),
    reply: fc.constantFrom("acked", "pending", "dead", "none"),
    follows: fc.option(fc.nat(11), { nil: undefined }),
    old: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(conversation, { maxLength: 12 }), async (plan) => {
      const { temp, retention } = open({ deadLetters: 0 });
      await using _ = temp;
      const { store, clock } = temp;
      store.writeNow(() => {
        for (const [index, part] of plan.entries()) {
          const id = `c${index}`;
          addFinished(temp, id, part.old ? OLD : clock.now());
          const follows = part.follows !== undefined && part.follows < index ? `c${part.follows}` : null;
          store.db
            .prepare("UPDATE conversations SET status = @status, follow_up_of = @follows WHERE id = @id")
            .run({ id, status: part.status, follows });
          store.db.prepare("UPDATE messages SET status = ? WHERE conversation_id = ?").run(part.message, id);
          if (part.reply === "none") store.db.prepare("DELETE FROM outbox WHERE conversation_id = ?").run(id);
          else store.db.prepare("UPDATE outbox SET status = ? WHERE conversation_id = ?").run(part.reply, id);
        }
      });
      await retention.sweep();
      const left = new Set(store.db.prepare<[], string>("SELECT id FROM conversations").pluck().all());
      const needed = new Set<string>();
      for (const [index, part] of plan.entries()) {
        if (part.status !== "open") continue;
        for (let at: number | undefined = index; at !== undefined; ) {
          needed.add(`c${at}`);
          const next: number | undefined = plan[at]?.follows;
          at = next !== undefined && next < at ? next : undefined;
        }
      }
      for (const [index, part] of plan.entries()) {
        const id = `c${index}`;
        const held =
          part.message === "pending" || part.message === "dead" || ["pending", "dead"].includes(part.reply);
        expect([id, left.has(id)]).toEqual([id, needed.has(id) || !part.old || held]);
        if (!left.has(id)) continue;
        const messages = store.messages.inConversation(id).length;
        expect([id, messages, store.runs.inConversation(id).length]).toEqual([id, 1, 1]);
        const replies = store.outbox.inConversation(id).length;
        if (part.reply !== "none" && part.status === "open") expect([id, replies]).toEqual([id, 1]);
      }
      expect(store.db.pragma("foreign_key_check")).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("a pass ends immediately when the daemon stops, and the next one continues", async () => {
  const { temp, retention, rows } = open();
  await using _ = temp;
  temp.store.writeNow(() => {
    for (let i = 0; i < 600; i += 1) addFinished(temp, `c${i}`);
  });
  const first = retention.sweep();
  await retention[Symbol.asyncDispose]();
  await first;
  expect(rows("conversations")).toBeGreaterThan(0);
});
