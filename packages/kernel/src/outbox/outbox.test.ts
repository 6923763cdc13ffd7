import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createIds, type Failpoints, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import { type JournalEvent, REPLY_WAIT_MAX_MS } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createJournal } from "../journal/journal.js";
import { createTempStore } from "../store/fixture.js";
import { createOutbox } from "./outbox.js";
import type { NewReplyInput } from "./outbox-contract.js";
import { REPLY_PREVIEW_CHARS } from "./present-reply.js";

const LEASE_MS = 30_000;

function createOutboxFixture(failpoints: Failpoints = NO_FAILPOINTS) {
  const temp = createTempStore();
  const { store, clock } = temp;
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const events: JournalEvent[] = [];
  journal.subscribe((event) => events.push(event));
  const filesOut = join(mkdtempSync(join(temp.folder, "out-")), "files");
  const outbox = createOutbox({ store, journal, clock, newId: createIds(), filesOut, failpoints });
  return {
    ...temp,
    outbox,
    events,
    filesOut,
    add: (message: string, changes: Partial<NewReplyInput> = {}): number =>
      store.writeNow(() =>
        outbox.add({
          conversationId: "c1",
          messageId: "m1",
          channel: "discord",
          sender: "tester",
          senderId: "42",
          message,
          originalMessage: "hi",
          agent: "coder",
          files: [],
          metadata: null,
          ...changes,
        }),
      ),
    claim: (limit = 10) => outbox.claim({ channel: "discord", limit, leaseMs: LEASE_MS }),
    row: (id: number) => store.outbox.get(id),
    async claimed(limit = 10): Promise<string[]> {
      return (await this.claim(limit)).map((reply) => reply.message);
    },
  };
}

describe("claiming replies", () => {
  test("returns them in order, once, with key and attempt", async () => {
    await using it = createOutboxFixture();
    it.add("one", { metadata: '{"thread":"t1"}', files: ["/tmp/a.png"] });
    it.add("two");
    it.add("three");
    it.add("elsewhere", { channel: "telegram" });
    const [first, second] = await it.claim(2);
    expect(first).toMatchObject({
      message: "one",
      attempts: 1,
      files: ["/tmp/a.png"],
      metadata: { thread: "t1" },
      senderId: "42",
    });
    expect(first?.idempotencyKey).toMatch(/^reply_/);
    expect(second).toMatchObject({ message: "two" });
    expect(second).not.toHaveProperty("files");
    expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
  });

  test("returns nothing behind a row that is being delivered, until it is acknowledged or fails", async () => {
    await using it = createOutboxFixture();
    const first = it.add("one");
    it.add("two");
    expect(await it.claimed(1)).toEqual(["one"]);
    expect(await it.claimed()).toEqual([]);
    await it.outbox.ack(first);
    expect(await it.claimed()).toEqual(["two"]);
  });

  test("a row with an expired lease is returned again with the same key", async () => {
    await using it = createOutboxFixture();
    it.add("one");
    const [before] = await it.claim();
    it.clock.advance(LEASE_MS - 1);
    expect(await it.claim()).toEqual([]);
    it.clock.advance(1);
    const [again] = await it.claim();
    expect(again).toMatchObject({ message: "one", attempts: 2, idempotencyKey: before?.idempotencyKey });
  });

  test("a reply that its channel never acknowledges becomes dead, and the next ones are delivered", async () => {
    await using it = createOutboxFixture();
    const poison = it.add("poison");
    it.add("next");
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      expect(await it.claimed(1)).toEqual(["poison"]);
      it.clock.advance(LEASE_MS);
    }
    expect(await it.claimed(1)).toEqual(["next"]);
    expect(it.row(poison)).toMatchObject({ status: "dead", attempts: 10 });
    expect(it.events.at(-1)).toMatchObject({ type: "reply.failed", data: { outboxId: poison, dead: true } });
  });

  test("setting the clock back does not block a channel for the length of the jump", async () => {
    await using it = createOutboxFixture();
    const first = it.add("one");
    it.add("two");
    await it.claim();
    it.clock.advance(-3_600_000);
    expect(await it.claimed()).toEqual(["one", "two"]);
    await it.outbox.fail(first, { error: "429", retryAfterMs: REPLY_WAIT_MAX_MS });
    expect(await it.claimed()).toEqual([]);
    it.clock.advance(-1);
    expect(await it.claimed(1)).toEqual(["one"]);
    expect(it.row(first)?.lease_until).toBe(it.clock.now() + LEASE_MS);
  });

  test("a reply that its channel never acknowledges becomes dead, also when its last lease expires far in the future", async () => {
    await using it = createOutboxFixture();
    const poison = it.add("poison");
    it.add("next");
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      await it.claim(1);
      it.clock.advance(LEASE_MS);
    }
    it.clock.advance(-86_400_000);
    expect(await it.claimed(1)).toEqual(["next"]);
    expect(it.row(poison)).toMatchObject({ status: "dead", attempts: 10 });
  });

  test("records what was queued in the journal, with its length and text", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    it.add("two", { conversationId: null });
    expect(it.events[0]).toMatchObject({
      type: "reply.queued",
      conversationId: "c1",
      data: { outboxId: id, length: 3, text: "one" },
    });
    expect(it.events[1]).not.toHaveProperty("conversationId");
  });
});

describe("acknowledging", () => {
  test("counts once, even when it is repeated", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    await it.claim();
    await it.outbox.ack(id);
    await it.outbox.ack(id);
    await it.outbox.ack(999);
    expect(it.row(id)).toMatchObject({ status: "acked", acked_at: it.clock.now(), lease_until: null });
    expect(it.events.filter((event) => event.type === "reply.delivered")).toHaveLength(1);
    expect(it.store.outbox.countOpen()).toBe(0);
  });

  test("is accepted without a claim and after the lease expired", async () => {
    await using it = createOutboxFixture();
    const [unclaimed, late] = [it.add("one"), it.add("two")];
    await it.outbox.ack(unclaimed);
    await it.claim();
    it.clock.advance(LEASE_MS * 2);
    await it.outbox.ack(late);
    expect([it.row(unclaimed)?.status, it.row(late)?.status]).toEqual(["acked", "acked"]);
  });
});

describe("failing", () => {
  test("waits with a doubling back-off and blocks the replies behind it", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    it.add("two");
    await it.claim(1);
    const { dead, nextAttemptAt } = await it.outbox.fail(id, { error: "socket closed" });
    expect([dead, nextAttemptAt]).toEqual([false, it.clock.now() + 1_000]);
    expect(it.row(id)).toMatchObject({ status: "pending", last_error: "socket closed", lease_until: null });
    it.clock.advance(999);
    expect(await it.claimed()).toEqual([]);
    it.clock.advance(1);
    expect(await it.claimed()).toEqual(["one", "two"]);
    expect((await it.outbox.fail(id, { error: "again" })).nextAttemptAt).toBe(it.clock.now() + 2_000);
  });

  test("becomes dead at the tenth attempt, with the reason", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      expect(await it.claim()).toMatchObject([{ attempts: attempt }]);
      const { dead, nextAttemptAt } = await it.outbox.fail(id, { error: `try ${attempt}` });
      expect(dead).toBe(attempt === 10);
      if (nextAttemptAt === null) break;
      waits.push(nextAttemptAt - it.clock.now());
      it.clock.advance(nextAttemptAt - it.clock.now());
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000]);
    expect(it.row(id)).toMatchObject({ status: "dead", last_error: "try 10" });
    expect(await it.claim()).toEqual([]);
    await expect(it.outbox.fail(id, { error: "late" })).rejects.toMatchObject({ code: "CONFLICT" });
    await it.outbox.ack(id);
    expect(it.row(id)?.status).toBe("dead");
  });

  test("counts the attempts of a channel that does not use claims", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    for (let attempt = 1; attempt < 10; attempt += 1)
      expect((await it.outbox.fail(id, { error: "no" })).dead).toBe(false);
    expect(await it.outbox.fail(id, { error: "no" })).toEqual({ dead: true, nextAttemptAt: null });
    expect(it.row(id)?.attempts).toBe(10);
  });

  test("a permanent failure makes the reply dead immediately and delivers the next one", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    it.add("two");
    await it.claim(1);
    expect(await it.outbox.fail(id, { error: "blocked", permanent: true })).toEqual({
      dead: true,
      nextAttemptAt: null,
    });
    expect(await it.claimed()).toEqual(["two"]);
    expect(it.events.find((event) => event.type === "reply.failed")).toMatchObject({
      data: { dead: true, error: "blocked", attempts: 1 },
    });
  });

  test("the platform's Retry-After is honoured, and never shortens the back-off", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    await it.claim();
    const long = await it.outbox.fail(id, { error: "429", retryAfterMs: 90_000 });
    expect(long.nextAttemptAt).toBe(it.clock.now() + 90_000);
    it.clock.advance(90_000);
    await it.claim();
    expect((await it.outbox.fail(id, { error: "429", retryAfterMs: 1 })).nextAttemptAt).toBe(
      it.clock.now() + 2_000,
    );
  });

  test("an unknown reply and a delivered one are distinguished", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    await it.outbox.ack(id);
    await expect(it.outbox.fail(id, { error: "x" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(it.outbox.fail(999, { error: "x" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("replies that did not reach their person", () => {
  test("dead and waiting ones are listed with the reason, and what was delivered is not", async () => {
    await using it = createOutboxFixture();
    const [first, second] = [it.add("one"), it.add("x".repeat(1_000))];
    it.add("other", { channel: "paper" });
    await it.outbox.ack(it.add("three"));
    await it.outbox.fail(first, { error: "blocked", permanent: true });
    const { nextAttemptAt } = await it.outbox.fail(second, { error: "429" });
    const listed = it.outbox.undelivered(["discord"], 10);
    expect(listed).toMatchObject([
      { id: first, state: "dead", reason: "blocked", nextAttemptAt: null, preview: "one" },
      { id: second, state: "waiting", reason: "429", attempts: 1, nextAttemptAt },
    ]);
    expect(listed[1]?.preview.length).toBeLessThan(1_000);
  });

  test("a retry sends a dead reply again with all its attempts, and a waiting one at once", async () => {
    await using it = createOutboxFixture();
    const [first, second] = [it.add("one"), it.add("two")];
    await it.outbox.fail(first, { error: "blocked", permanent: true });
    await it.outbox.fail(second, { error: "429", retryAfterMs: 60_000 });
    await it.outbox.retry(first, "ann");
    await it.outbox.retry(second, "ann");
    expect(it.events.at(-1)).toMatchObject({ type: "reply.retried", data: { outboxId: second, by: "ann" } });
    expect(await it.claimed()).toEqual(["one", "two"]);
    expect(it.row(first)).toMatchObject({ status: "claimed", attempts: 1, acked_at: null });
  });

  test("a reply that is being sent, was delivered or does not exist is not sent again", async () => {
    await using it = createOutboxFixture();
    const id = it.add("one");
    await it.claim();
    await expect(it.outbox.retry(id, "ann")).rejects.toMatchObject({ code: "CONFLICT" });
    await it.outbox.ack(id);
    await expect(it.outbox.retry(id, "ann")).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(it.outbox.retry(99, "ann")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("long replies", () => {
  const long = "line of text\n".repeat(1_000);

  test("are attached in full and shown as a preview with a note", async () => {
    await using it = createOutboxFixture();
    it.add(long);
    const [reply] = await it.claim();
    const note = "\n\n_(Full response attached as file)_";
    expect(reply?.message).toBe("line of text\n".repeat(304).trimEnd() + note);
    expect(reply?.files).toHaveLength(1);
    expect(readFileSync(reply?.files?.[0] ?? "", "utf8")).toBe(long);
  });

  test("of exactly the limit are not cut", async () => {
    await using it = createOutboxFixture();
    it.add("x".repeat(REPLY_PREVIEW_CHARS));
    const [reply] = await it.claim();
    expect(reply?.message).toHaveLength(REPLY_PREVIEW_CHARS);
    expect(reply).not.toHaveProperty("files");
  });

  test("are never cut inside what people see as one character", async () => {
    await using it = createOutboxFixture();
    const family = "👩‍👩‍👧‍👦";
    const text = family.repeat(REPLY_PREVIEW_CHARS);
    it.add(text);
    const [reply] = await it.claim();
    const [shown = ""] = reply?.message.split("\n\n_(") ?? [];
    expect(shown.length).toBeGreaterThan(REPLY_PREVIEW_CHARS - 100);
    expect(shown.replaceAll(family, "")).toBe("");
    expect(readFileSync(reply?.files?.[0] ?? "", "utf8")).toBe(text);
  });

  test("that are cut in a code block are shown with the block closed, so that the note is not code", async () => {
    await using it = createOutboxFixture();
    const text = `Look:\n\n\`\`\`ts\n${"const a = 1;\n".repeat(500)}\`\`\`\n\nDone.`;
    it.add(text);
    const [reply] = await it.claim();
    expect(reply?.message).toMatch(/\nconst a = 1;\n```\n\n_\(Full response attached as file\)_$/);
    // Telegram takes 4,000 characters: the note must not become a message of its own.
    expect(reply?.message.length).toBeLessThanOrEqual(REPLY_PREVIEW_CHARS);
    expect(readFileSync(reply?.files?.[0] ?? "", "utf8")).toBe(text);
  });

  test("get their file again when it was deleted with its folder", async () => {
    await using it = createOutboxFixture();
    it.add(long, { files: ["/tmp/a.png"] });
    const [first] = await it.claim();
    rmSync(it.filesOut, { recursive: true });
    it.clock.advance(LEASE_MS);
    const [again] = await it.claim();
    expect(again?.files).toEqual(first?.files);
    expect(again?.files?.[0]).toBe("/tmp/a.png");
    expect(readFileSync(again?.files?.[1] ?? "", "utf8")).toBe(long);
  });

  test("of a replaced database never get the file of another reply with the same id", async () => {
    await using one = createOutboxFixture();
    await using two = createOutboxFixture();
    one.add(long);
    two.add(long);
    const [first] = await one.claim();
    const [second] = await two.claim();
    expect(first?.id).toBe(second?.id);
    expect(first?.files?.[0]?.split("/").at(-1)).not.toBe(second?.files?.[0]?.split("/").at(-1));
  });

  test("whose file cannot be written use up no lease and no attempt", async () => {
    await using it = createOutboxFixture();
    const id = it.add(long);
    writeFileSync(it.filesOut, "in the way");
    await expect(it.claim()).rejects.toThrow();
    expect(it.row(id)).toMatchObject({ status: "pending", attempts: 0 });
    rmSync(it.filesOut);
    expect(await it.claim()).toHaveLength(1);
    expect(readdirSync(it.filesOut)).toHaveLength(1);
  });
});

describe("lists", () => {
  test("pending contains open replies in order, including claimed ones", async () => {
    await using it = createOutboxFixture();
    const first = it.add("one");
    it.add("two");
    it.add("other", { channel: "telegram" });
    await it.claim(1);
    expect((await it.outbox.pending("discord", 10)).map((row) => row.message)).toEqual(["one", "two"]);
    await it.outbox.ack(first);
    expect((await it.outbox.pending("discord", 10)).map((row) => row.message)).toEqual(["two"]);
  });

  test("newest contains the latest first, all or of one message, without metadata", async () => {
    await using it = createOutboxFixture();
    it.add("one", { metadata: "{}" });
    it.add("two", { messageId: "m2" });
    it.add("three");
    expect((await it.outbox.newest(2)).map((row) => row.message)).toEqual(["three", "two"]);
    const [only, ...rest] = await it.outbox.newest(10, "m2");
    expect([only?.message, only?.timestamp, rest]).toEqual(["two", it.clock.now(), []]);
    expect((await it.outbox.newest(10)).some((row) => "metadata" in row)).toBe(false);
  });
});

test("failpoints exist before delivery and before the acknowledgement is written", async () => {
  const hits: string[] = [];
  await using it = createOutboxFixture({ hit: (name) => hits.push(name) });
  const id = it.add("one");
  await it.claim();
  await it.outbox.ack(id);
  expect(hits).toEqual(["reply.before-deliver", "reply.before-ack"]);
});

describe("when the client of a channel ended in the middle of a delivery", () => {
  test("its replies are due again at once, and those of other channels stay claimed", async () => {
    await using it = createOutboxFixture();
    it.add("one");
    const other = it.add("elsewhere", { channel: "telegram" });
    await it.claim();
    await it.outbox.claim({ channel: "telegram", limit: 1, leaseMs: LEASE_MS });
    expect(await it.claimed()).toEqual([]);
    await it.store.write(() => it.store.outbox.releaseClaims("discord"));
    expect(await it.claimed()).toEqual(["one"]);
    expect(it.row(other)?.status).toBe("claimed");
  });
});

/** @requirement CHANNEL-3 */
describe("replies of several chats", () => {
  const chat = (id: string) => ({ metadata: JSON.stringify({ chat: id }) });
  const claim = async (it: ReturnType<typeof createOutboxFixture>) =>
    it.outbox.claim({ channel: "discord", limit: 10, leaseMs: LEASE_MS, perChat: true });

  test("are claimed one for each chat, and a chat that waits does not hold up the others", async () => {
    await using it = createOutboxFixture();
    const first = it.add("a1", chat("a"));
    it.add("a2", chat("a"));
    it.add("b1", chat("b"));
    it.add("c1", { senderId: "7" });
    expect((await claim(it)).map(({ message }) => message)).toEqual(["a1", "b1", "c1"]);
    expect(await claim(it)).toEqual([]);
    await it.outbox.fail(first, { error: "slow down", retryAfterMs: 60_000 });
    it.add("b2", chat("b"));
    const rows = it.store.outbox.pending("discord", 10).filter(({ message }) => message === "b1");
    await it.outbox.ack(rows[0]?.id ?? 0);
    expect((await claim(it)).map(({ message }) => message)).toEqual(["b2"]);
    it.clock.advance(60_000);
    expect((await claim(it)).map(({ message }) => message)).toEqual(["a1", "c1", "b2"]);
  });

  test("an attempt that is released does not count, however often", async () => {
    await using it = createOutboxFixture();
    const id = it.add("a1", chat("a"));
    for (let n = 0; n < 50; n += 1) {
      expect(await claim(it)).toMatchObject([{ message: "a1", attempts: 1 }]);
      expect(await it.outbox.fail(id, { error: "offline", release: true })).toMatchObject({ dead: false });
    }
    expect(it.row(id)).toMatchObject({ status: "pending", attempts: 0 });
  });

  test("one that ends the process of its channel each time is given up, although each new process releases its claims", async () => {
    await using it = createOutboxFixture();
    const id = it.add("poison", chat("p"));
    it.add("next", chat("p"));
    for (let n = 0; n < 10; n += 1) {
      expect(await claim(it)).toMatchObject([{ message: "poison", attempts: n + 1 }]);
      await it.store.write(() => it.store.outbox.releaseClaims("discord"));
    }
    expect((await claim(it)).map(({ message }) => message)).toEqual(["next"]);
    expect(it.row(id)).toMatchObject({ status: "dead", last_error: expect.stringContaining("10 times") });
  });

  test("one that crashes its channel each time is given up, also behind many others", async () => {
    await using it = createOutboxFixture();
    for (let n = 0; n < 20; n += 1) it.add(`other ${n}`, chat(`o${n}`));
    const id = it.add("poison", chat("p"));
    for (let n = 0; n < 10; n += 1) {
      await it.outbox.claim({ channel: "discord", limit: 30, leaseMs: LEASE_MS, perChat: true });
      it.clock.advance(LEASE_MS + 1);
    }
    await it.outbox.claim({ channel: "discord", limit: 1, leaseMs: LEASE_MS, perChat: true });
    expect(it.row(id)?.status).toBe("dead");
  });
});
