import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../fixture.js";
import type { Store } from "../store.js";
import { eventRow, replyRow, runRow } from "./fixture.js";

/** A conversation with two messages, two runs and two replies, all of them finished. */
function addConversation(store: Store, id: string, options: { created?: number; open?: boolean } = {}): void {
  store.conversations.insert(conversationRow(id, { created_at: options.created ?? 0 }));
  for (const n of [1, 2]) {
    const message = store.messages.insert(messageRow(`agent${n}`, { conversation_id: id }));
    store.messages.cancel(message, { error: "stop", now: 1 });
    store.runs.insert(runRow(`${id}r${n}`, { conversation_id: id }));
    store.outbox.ack(store.outbox.insert(replyRow(`${id}k${n}`, { conversation_id: id })), 1);
  }
  if (options.open !== true) store.conversations.close(id, "closed", 5);
}

const countOf = (store: Store, table: string) =>
  store.db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();
const countAll = (store: Store) =>
  ["conversations", "messages", "runs", "outbox"].map((table) => countOf(store, table));

describe("removing a conversation", () => {
  test("takes its runs, replies and messages first, a limited number at a time, and itself last", async () => {
    await using store = createMemoryStore();
    for (const id of ["c1", "c2"]) addConversation(store, id);
    const { retention } = store;
    expect([retention.removeConversation("c1", 3), countAll(store)]).toEqual([3, [2, 4, 2, 3]]);
    expect([retention.removeConversation("c1", 3), countAll(store)]).toEqual([3, [2, 2, 2, 2]]);
    expect([retention.removeConversation("c1", 3), countAll(store)]).toEqual([1, [1, 2, 2, 2]]);
    expect(retention.removeConversation("c1", 3)).toBe(0);
  });

  test("never touches a row of an open conversation", async () => {
    await using store = createMemoryStore();
    addConversation(store, "c1", { open: true });
    const before = countAll(store);
    store.history.putSession({
      agent_id: "agent1",
      scope: "c1",
      harness: "demo",
      session_id: "s",
      totals: null,
      updated_at: 0,
    });
    expect(store.retention.removeConversation("c1", 100)).toBe(0);
    expect(countAll(store)).toEqual(before);
    expect(store.history.getSession("agent1", "c1", "demo")).toBeDefined();
  });

  test("forgets the sessions of its agents in its scope, not their other ones", async () => {
    await using store = createMemoryStore();
    addConversation(store, "c1");
    const put = (agent_id: string, scope: string) =>
      store.history.putSession({
        agent_id,
        scope,
        harness: "demo",
        session_id: "s",
        totals: null,
        updated_at: 0,
      });
    for (const [agent, scope] of [
      ["agent1", "c1"],
      ["agent1", "agent"],
      ["agent2", "c2"],
    ] as const)
      put(agent, scope);
    store.retention.removeConversation("c1", 100);
    expect(store.history.getSession("agent1", "c1", "demo")).toBeUndefined();
    expect(countOf(store, "sessions")).toBe(2);
  });
});

describe("finding what may go", () => {
  test("finished conversations are paged by creation without a gap, also where times are equal", async () => {
    await using store = createMemoryStore();
    for (const [index, created] of [3, 1, 1, 2, 1].entries())
      addConversation(store, `c${index}`, { created });
    addConversation(store, "open", { created: 1, open: true });
    const seen: string[] = [];
    for (let place = { created: Number.MIN_SAFE_INTEGER, row: 0 }; ; ) {
      const rows = store.retention.finishedAfter({ ...place, status: "closed", before: 3, limit: 2 });
      seen.push(...rows.map((row) => row.id));
      const last = rows.at(-1);
      if (last === undefined) break;
      place = { created: last.created_at, row: last.row };
    }
    expect(seen).toEqual(["c1", "c2", "c4", "c3"]);
    expect(store.retention.openAfter({ created: -1, row: 0, limit: 9 }).map((row) => row.id)).toEqual([
      "open",
    ]);
  });

  test.each<[string, boolean, (store: Store) => void]>([
    ["nothing is left to do", false, () => {}],
    ["a message waits", true, (store) => void store.messages.insert(messageRow("x"))],
    [
      "a message is a dead letter",
      true,
      (store) => store.db.exec("UPDATE messages SET status = 'dead' WHERE id = 1"),
    ],
    ["a reply is not delivered", true, (store) => void store.outbox.insert(replyRow("new"))],
    [
      "a reply was given up",
      true,
      (store) => store.db.exec("UPDATE outbox SET status = 'dead' WHERE id = 1"),
    ],
  ])("a conversation in which %s is held: %s", async (_name, held, change) => {
    await using store = createMemoryStore();
    addConversation(store, "c1");
    change(store);
    expect([store.retention.isHeld("c1"), store.retention.isHeld("none")]).toEqual([held, false]);
  });

  test("only open conversations keep the one they follow", async () => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c2", { follow_up_of: "c1" }));
    store.conversations.insert(conversationRow("c3", { follow_up_of: "c2" }));
    store.conversations.close("c3", "closed", 1);
    const { retention } = store;
    expect(retention.followedByOpen(9)).toEqual(["c1"]);
    expect([retention.followUpOf("c3"), retention.followUpOf("c1")]).toEqual(["c2", null]);
  });

  test("settled replies say when they ended and whether their conversation is open", async () => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c1"));
    const ids = [
      replyRow("a"),
      replyRow("b", { conversation_id: "gone" }),
      replyRow("c", { conversation_id: null }),
      replyRow("d", { conversation_id: null }),
    ].map((row) => store.outbox.insert(row));
    for (const id of ids.slice(0, 3)) store.outbox.ack(id, 7);
    store.db.exec("UPDATE outbox SET acked_at = NULL, not_before = 3 WHERE id = 2");
    const { retention } = store;
    store.outbox.die(4, { attempts: 1, error: "e", now: 9 });
    const acked = { created_at: 0, status: "acked" };
    const dead = { id: 4, created_at: 0, settled_at: 9, status: "dead", open: 0 };
    expect(retention.repliesAfter(0, 9)).toEqual([
      { id: 1, ...acked, settled_at: 7, open: 1 },
      { id: 2, ...acked, settled_at: 3, open: 0 },
      { id: 3, ...acked, settled_at: 7, open: 0 },
      dead,
    ]);
    expect(retention.repliesAfter(1, 1).map((row) => row.id)).toEqual([2]);
    expect([retention.deadRepliesAfter(0, 9), retention.deadRepliesAfter(4, 9)]).toEqual([[dead], []]);
    retention.removeReplies([1, 99]);
    expect(countOf(store, "outbox")).toBe(3);
  });

  test("dead letters of open conversations are kept, and only dead rows are removed", async () => {
    await using store = createMemoryStore();
    for (const id of ["c1", "c2"]) store.conversations.insert(conversationRow(id));
    const add = (conversation_id: string) => store.messages.insert(messageRow("a", { conversation_id }));
    const [open, closed, later, pending] = [add("c1"), add("c2"), add("c2"), add("c2")];
    store.db.exec(`UPDATE messages SET status = 'dead', finished_at = id WHERE id <> ${pending}`);
    store.conversations.close("c2", "closed", 1);
    const { retention } = store;
    expect(retention.deadLettersBefore(later, 9)).toEqual([closed]);
    for (const id of [closed, pending]) store.messages.deleteDead(id);
    expect(store.db.prepare("SELECT id FROM messages ORDER BY id").pluck().all()).toEqual([
      open,
      later,
      pending,
    ]);
  });

  test("the journal is kept from the first event of the oldest open conversation", async () => {
    await using store = createMemoryStore();
    const { retention } = store;
    expect(retention.firstOpenEvent()).toBeNull();
    for (const id of ["c1", "c2", "c1", "c2"])
      store.events.insert(eventRow("e", { conversation_id: id, time: 5 }));
    store.conversations.insert(conversationRow("c2"));
    expect(retention.firstOpenEvent()).toBe(2);
    expect(retention.eventsFrom(1)).toEqual([{ seq: 1, time: 5 }]);
    expect([retention.removeEventsUpTo(2), retention.eventsFrom(9).map((row) => row.seq)]).toEqual([
      2,
      [3, 4],
    ]);
  });

  test("all but the newest settings revisions are removed, the oldest first", async () => {
    await using store = createMemoryStore();
    const row = { author: "cli", paths: "[]", content: "{}", created_at: 0 };
    for (let n = 0; n < 6; n += 1) store.history.addRevision(row);
    const left = () => store.history.revisions(9, null).map((revision) => revision.id);
    expect([store.retention.removeRevisions(2, 3), left()]).toEqual([3, [6, 5, 4]]);
    expect([store.retention.removeRevisions(2, 3), left()]).toEqual([1, [6, 5]]);
    expect(store.retention.removeRevisions(2, 3)).toBe(0);
  });

  test("texts that may name a file are those of open work, dead letters and undelivered replies", async () => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c1"));
    const ids = ["a", "b", "c", "d"].map((agent) => store.messages.insert(messageRow(agent)));
    store.db.exec(`UPDATE messages SET status = 'dead', result_files = '["f"]' WHERE id = ${ids[2]}`);
    store.messages.cancel(ids[3] ?? 0, { error: "stop", now: 1 });
    for (const key of ["k1", "k2", "k3"]) store.outbox.insert(replyRow(key, { files: '["g"]' }));
    store.outbox.ack(3, 1);
    const { retention } = store;
    const nothing = { shared: null, context: null };
    const waiting = ["a", "b"].map((agent) => ({ ...nothing, text: `work for ${agent}`, files: null }));
    expect([...retention.pendingTexts()]).toEqual(waiting);
    expect([...retention.deadTexts()]).toEqual([{ ...nothing, text: "work for c", files: '["f"]' }]);
    expect(retention.listTexts("c1")).toHaveLength(4);
    const reply = { message: "hi", files: '["g"]' };
    expect([...retention.undeliveredReplies()]).toEqual([
      { ...reply, idempotency_key: "k1" },
      { ...reply, idempotency_key: "k2" },
    ]);
  });
});
