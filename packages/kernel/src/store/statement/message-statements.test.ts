import { describe, expect, test } from "vitest";
import { conversationRow, createTempStore, messageRow, type TempStore } from "../fixture.js";
import { replyRow } from "./fixture.js";

function seeded(): TempStore {
  const temp = createTempStore();
  temp.store.writeNow(() => {
    temp.store.conversations.insert(
      conversationRow("c1", { channel: "discord", sender: "ana", sender_id: "7" }),
    );
    temp.store.conversations.insert(conversationRow("c2"));
  });
  return temp;
}

describe("message statements", () => {
  test("a message needs a conversation", async () => {
    await using temp = seeded();
    expect(() => temp.store.messages.insert(messageRow("a", { conversation_id: "none" }))).toThrow(
      "FOREIGN KEY",
    );
  });

  test("read the messages of a conversation, and those of them that are open", async () => {
    await using temp = seeded();
    const { messages } = temp.store;
    const ids = ["a", "b", "c"].map((agent) => messages.insert(messageRow(agent)));
    messages.insert(messageRow("a", { conversation_id: "c2" }));
    messages.cancel(ids[1] ?? 0, { error: "stop", now: 1 });
    expect(messages.inConversation("c1").map((row) => row.id)).toEqual(ids);
    expect(messages.openInConversation("c1").map((row) => row.id)).toEqual([ids[0], ids[2]]);
    expect([messages.firstOpen("c1")?.id, messages.firstOpen("c3")]).toEqual([ids[0], undefined]);
    expect([messages.countInConversation("c1"), messages.countInConversation("c3")]).toEqual([3, 0]);
    expect(messages.withStatus("pending", 2).map((row) => row.id)).toEqual([ids[0], ids[2]]);
    expect(messages.withStatus("processing", 2)).toEqual([]);
  });

  test.each(["cancel", "failAfterCrashes"] as const)("%s replaces an earlier failure", async (ends) => {
    await using temp = seeded();
    const { messages } = temp.store;
    const id = messages.insert(messageRow("a"));
    temp.store.db.prepare('UPDATE messages SET failure = \'{"cause":"budget"}\' WHERE id = ?').run(id);
    const failure = '{"cause":"cancelled"}';
    expect(messages[ends](id, { error: "/stop", failure, now: 1 })).toBe(1);
    expect(messages.get(id)).toMatchObject({ last_error: "/stop", failure });
  });

  test("count handoffs by sender and receiver", async () => {
    await using temp = seeded();
    const { messages } = temp.store;
    const handoff = (from: string, to: string) =>
      messages.insert(messageRow(to, { kind: "handoff", from_agent: from }));
    messages.insert(messageRow("a"));
    handoff("a", "b");
    handoff("a", "b");
    handoff("b", "a");
    expect(messages.pairCounts("c1").sort((x, y) => y.n - x.n)).toEqual([
      { from_agent: "a", agent_id: "b", n: 2 },
      { from_agent: "b", agent_id: "a", n: 1 },
    ]);
  });

  test("remember that an answer was reported", async () => {
    await using temp = seeded();
    const { messages } = temp.store;
    const id = messages.insert(messageRow("a"));
    messages.markReported(id);
    expect(messages.get(id)?.reported).toBe(1);
    expect(messages.get(99)).toBeUndefined();
  });

  test("list dead letters newest first, with their sender", async () => {
    await using temp = seeded();
    const { messages, deadLetters } = temp.store;
    const died = [30, 10, 20].map((now, index) => {
      const id = messages.insert(messageRow(`agent${index}`));
      const fence = { id, runId: `r${index}`, bootId: "b" };
      messages.claimHead({ lane: `agent${index}`, runId: fence.runId, bootId: "b", now });
      expect(messages.die(fence, { errorClass: "auth", error: "no", now })).toBe(1);
      return id;
    });
    const listed = deadLetters.list({ limit: 10 });
    expect(listed.map((row) => row.id)).toEqual([died[0], died[2], died[1]]);
    expect(listed[0]).toMatchObject({ channel: "discord", sender: "ana", sender_id: "7" });
    const page = (before?: { at: number; id: number }) =>
      deadLetters.list({ before, limit: 1 }).map((row) => ({ at: row.finished_at ?? 0, id: row.id }));
    const [first] = page();
    const [second] = page(first);
    expect([first, second, ...page(second)].map((row) => row?.id)).toEqual([died[0], died[2], died[1]]);
    expect(deadLetters.list({ agent: "agent1", limit: 9 }).map((row) => row.id)).toEqual([died[1]]);
    expect(deadLetters.list({ agent: "agent1", before: { at: 10, id: died[1] ?? 0 }, limit: 9 })).toEqual([]);
  });

  test("list running messages first, then those that wait behind them, and leave out free lanes", async () => {
    await using temp = seeded();
    const { messages } = temp.store;
    const [a1, a2, b1] = ["a", "a", "b", "free"].map((agent) => messages.insert(messageRow(agent)));
    messages.claimHead({ lane: "b", runId: "r1", bootId: "x", now: 5 });
    messages.claimHead({ lane: "a", runId: "r2", bootId: "x", now: 6 });
    expect(messages.active(10).map((row) => [row.id, row.status])).toEqual([
      [b1, "processing"],
      [a1, "processing"],
      [a2, "pending"],
    ]);
  });
});

describe("outbox statements", () => {
  test("an idempotency key is used once", async () => {
    await using temp = seeded();
    temp.store.outbox.insert(replyRow("k1"));
    expect(() => temp.store.outbox.insert(replyRow("k1"))).toThrow("UNIQUE");
  });

  test("read the replies of a conversation and count the open ones", async () => {
    await using temp = seeded();
    const { outbox } = temp.store;
    const ids = ["k1", "k2", "k3"].map((key) => outbox.insert(replyRow(key)));
    outbox.insert(replyRow("k4", { conversation_id: null }));
    outbox.ack(ids[0] ?? 0, 1);
    outbox.die(ids[1] ?? 0, { attempts: 1, error: "x", now: 1 });
    expect(outbox.inConversation("c1").map((row) => row.status)).toEqual(["acked", "dead", "pending"]);
    expect(outbox.countOpen()).toBe(2);
    expect([
      outbox.ack(ids[1] ?? 0, 2),
      outbox.retry(ids[0] ?? 0, { attempts: 1, notBefore: 1, error: "x" }),
    ]).toEqual([0, 0]);
  });
});
