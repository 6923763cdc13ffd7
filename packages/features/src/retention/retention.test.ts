/** @requirement RETENTION-1 @requirement RETENTION-2 */
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { retentionSettingsSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { conversationRow, repeatingStore, type TempStore } from "../../../kernel/src/store/fixture.js";
import { toRowid } from "../search/entry.js";
import { findRanked } from "../search/ranked.js";
import { addFinished, addReply, DAY, OLD, openRetention } from "./fixture.js";
import { EVENTS_MIN } from "./sweepers.js";

test("after a storage fault at the commit, the repeated write still removes all old data", async () => {
  const { temp, retention, rows } = openRetention({}, repeatingStore);
  await using _temp = temp;
  temp.store.writeNow(() => {
    for (let index = 0; index < 30; index += 1) addFinished(temp, `c${index}`);
  });
  await retention.sweep();
  expect(rows("conversations")).toBe(0);
});

test("after a storage fault at the commit, old replies of every channel are still removed", async () => {
  const { temp, retention, rows } = openRetention({ conversations: 0 }, repeatingStore);
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
    const { temp, retention, rows } = openRetention();
    await using _ = temp;
    const { store } = temp;
    store.writeNow(() => {
      for (let i = 0; i < 700; i += 1) {
        addFinished(temp, `c${i}`);
        store.history.addAgentMessage({
          agent_id: "coder",
          role: "user",
          channel: "api",
          sender: "s",
          message_id: "m",
          content: "needle",
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
        rowid: toRowid("history", 1),
        title: "",
        body: "needle",
        kind: "message",
        ref: "",
        agent: "coder",
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
    const { temp, retention, rows } = openRetention(zero);
    await using _ = temp;
    temp.store.writeNow(() => addFinished(temp, "c1"));
    expect(await retention.sweep()).toEqual({});
    expect(rows("conversations")).toBe(1);
    const other = openRetention();
    await using __ = other.temp;
    other.temp.store.writeNow(() => addFinished(other.temp, "c1", other.temp.clock.now() - DAY));
    expect(await other.retention.sweep()).toEqual({});
  });

  test("that was imported ages from the import", async () => {
    const { temp, retention } = openRetention();
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
    const { temp, retention } = openRetention();
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
    const { temp, retention, rows } = openRetention();
    await using _ = temp;
    temp.store.writeNow(() => {
      for (const channel of ["cli", "web", "webhook", "telegram", "somebodys-bot"])
        addReply(temp, { message_id: channel, channel, idempotency_key: channel });
    });
    expect(await retention.sweep()).toEqual({ unfetchedReplies: 3 });
    expect(rows("outbox")).toBe(2);
  });

  test("dead messages and replies are removed 90 days after their last failure, with their conversation", async () => {
    const { temp, retention, rows } = openRetention();
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
    const kept = openRetention({ deadLetters: 0 });
    await using _ = kept.temp;
    setUp(kept.temp, "closed");
    expect(await kept.retention.sweep()).toEqual({});
    const going = openRetention();
    await using __ = going.temp;
    setUp(going.temp, "open");
    expect(await going.retention.sweep()).toEqual({});
  });

  test("a file is removed when it is old and no open message names it", async () => {
    const { temp, retention, folders } = openRetention();
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
      addReply(temp, { idempotency_key: "dddddddd" });
    });
    expect(await retention.sweep()).toEqual({ files: 1 });
    expect(readdirSync(received).sort()).toEqual(["aaaaaaaa.png", "bbbbbbbb.png"]);
    expect(readdirSync(sent)).toEqual(["dddddddd.md"]);
  });
});

test("a pass ends immediately when the daemon stops, and the next one continues", async () => {
  const { temp, retention, rows } = openRetention();
  await using _ = temp;
  temp.store.writeNow(() => {
    for (let i = 0; i < 600; i += 1) addFinished(temp, `c${i}`);
  });
  const first = retention.sweep();
  await retention[Symbol.asyncDispose]();
  await first;
  expect(rows("conversations")).toBeGreaterThan(0);
});

test("the folder that an agent left when it moved goes after thirty days", async () => {
  const { temp, retention } = openRetention();
  await using _temp = temp;
  const kept = join(temp.folder, "workspaces", ".moved", "coder.0123456789abcdef");
  mkdirSync(join(kept, "src"), { recursive: true });
  temp.clock.advance(Date.now() + 29 * DAY - temp.clock.now());
  expect(await retention.sweep()).toEqual({});
  temp.clock.advance(2 * DAY);
  expect(await retention.sweep()).toEqual({ movedWorkspaces: 1 });
  expect(existsSync(kept)).toBe(false);
});
