import { holdCode, type PlaceWait } from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, test, vi } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../../../kernel/src/store/fixture.js";
import { getWait, openLanes } from "./lanes.js";
import type { Load } from "./load.js";
import { whyMessage } from "./why.js";

const AROUND = { live: 0, maxLive: 4, now: 1_000, limit: 2 };
type Row = Parameters<typeof getWait>[1]["row"];
type Found<Part extends "graphs" | "approvals", Method extends keyof Store[Part]> = NonNullable<
  Store[Part][Method] extends (...given: never[]) => infer Row ? Row : never
>;
const pending: Row = {
  id: 1,
  agent_id: "coder",
  status: "pending",
  not_before: null,
  failure: null,
  attempts: 1,
  last_error: null,
  batched_into: null,
};

describe("the lanes of the queue", () => {
  test("list the first open messages in the order of their runs, with the number of all", async () => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c1", { channel: "web", sender: "Ada" }));
    for (const text of ["one", "two", "three"])
      store.messages.insert(messageRow("coder", { conversation_id: "c1", text }));
    store.messages.insert(messageRow("writer", { conversation_id: "c1", text: "x".repeat(9_000) }));
    const { lanes, truncated } = openLanes(store, AROUND);
    expect(lanes.map(({ agent, total, messages }) => [agent, total, messages.length])).toEqual([
      ["coder", 3, 2],
      ["writer", 1, 1],
    ]);
    expect(lanes[0]?.messages.map(({ text, wait }) => [text, wait?.for])).toEqual([
      ["one", "start"],
      ["two", "turn"],
    ]);
    expect(lanes[0]?.messages[0]).toMatchObject({ channel: "web", sender: "Ada" });
    expect(lanes[1]?.messages[0]?.text).toHaveLength(2_000);
    expect(truncated).toBe(false);
  });

  test("leave out what is finished, and show what holds a message", async () => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c1"));
    store.messages.insert(messageRow("coder", { conversation_id: "c1" }));
    store.messages.insert(messageRow("writer", { conversation_id: "c1" }));
    store.db.prepare("UPDATE messages SET status = 'completed' WHERE agent_id = 'writer'").run();
    const id = openLanes(store, AROUND).lanes[0]?.messages[0]?.id ?? 0;
    store.holds.put(id, "pause:ada", 1);
    const { lanes } = openLanes(store, AROUND);
    expect(lanes.map(({ lane, messages }) => [lane, messages[0]?.wait?.for])).toEqual([["coder", "paused"]]);
  });

  test("a message waits for a person, its sub-agents, its turn, its next attempt, a provider or a free slot, and until when", async () => {
    await using store = createMemoryStore();
    const later: Row = { ...pending, not_before: 2_000 };
    const wait = (row: Row, around: Partial<Load> = {}) =>
      getWait(store, { row, head: undefined }, { ...AROUND, ...around });
    expect(wait(later)).toEqual({ for: "retry", until: 2_000, attempt: 2 });
    expect(wait(later, { now: 2_000 })).toEqual({ for: "start", until: null });
    expect(wait({ ...later, attempts: 0 })).toEqual({ for: "start", until: 2_000 });
    expect(wait({ ...later, attempts: 0, last_error: "the disk is full" })).toEqual({
      for: "held",
      until: 2_000,
    });
    const failure = JSON.stringify({ cause: "outage", provider: "anthropic", waitsUntil: 9_000 });
    expect(wait({ ...later, failure })).toEqual({ for: "provider", until: 9_000, provider: "anthropic" });
    expect(wait(pending, { live: 4 })).toEqual({ for: "slot", until: null });
    const away = { place: "nas", because: "away" } as const;
    const placeWait = (agentId: string) => (agentId === "coder" ? away : undefined);
    expect(wait(pending, { placeWait, live: 4 })).toEqual({ for: "place", until: null, place: away });
    expect(wait({ ...pending, agent_id: "writer" }, { placeWait })).toEqual({ for: "start", until: null });
    expect(wait({ ...pending, status: "processing" }, { placeWait })).toBeNull();
    // Behind another message, with what that one waits for.
    expect(getWait(store, { row: { ...later, id: 2 }, head: later }, AROUND)).toEqual({
      for: "turn",
      until: null,
      behind: { id: 1, wait: { for: "retry", until: 2_000, attempt: 2 } },
    });
    const held = (reason: string) => {
      store.holds.put(3, reason, 1);
      const found = getWait(store, { row: { ...pending, id: 3 }, head: pending }, AROUND);
      store.holds.remove(3, reason);
      return found;
    };
    for (const gone of ["spawn:call_1", "approval:ask_1", "other"])
      expect(held(gone)).toEqual({ for: "held", until: null });
    vi.spyOn(store.graphs, "call").mockReturnValue(partial<Found<"graphs", "call">>({ id: "call_1" }));
    expect(held("spawn:call_1")).toEqual({ for: "sub_agents", until: null });
    const asked = { kind: "question", expires_at: 9, held_status: null } as const;
    const approval = vi
      .spyOn(store.approvals, "get")
      .mockReturnValue(partial<Found<"approvals", "get">>(asked));
    expect(held("approval:ask_1")).toEqual({ for: "person", until: 9, asks: "question" });
    // A decision that can still be taken back needs no person any more.
    const decided = {
      ...asked,
      held_status: "approved",
      held_by: "kim",
      held_until: 5,
      held_answer: null,
    } as const;
    approval.mockReturnValue(partial<Found<"approvals", "get">>(decided));
    expect(held("approval:ask_1")).toEqual({ for: "decided", until: 5 });
  });

  test("a message in the run of the one before it waits for nothing", async () => {
    await using store = createMemoryStore();
    const head: Row = { ...pending, status: "processing" };
    const wait = (row: Partial<Row>) => getWait(store, { row: { ...pending, id: 2, ...row }, head }, AROUND);
    expect(wait({ batched_into: 1 })).toBeNull();
    expect(wait({})).toMatchObject({ for: "turn" });
  });
});

/** @requirement WHY-1 */
describe("the lane and the story of a message give the same reason", () => {
  const failure = JSON.stringify({ cause: "outage", provider: "anthropic", waitsUntil: 9_000 });
  const window = { provider: "anthropic", period: "week", used: 96, max: 90 };
  const windows = JSON.stringify({ cause: "limit", window, resetsAt: 9_000 });
  test.each<[string, Partial<Row>, { hold?: string; live?: number; away?: PlaceWait }]>([
    ["that is due", {}, {}],
    ["that waits for a slot", {}, { live: 4 }],
    ["whose worker is away", {}, { live: 4, away: { place: "nas", because: "away" } }],
    ["that is retried", { not_before: 2_000, attempts: 1, last_error: "reset" }, {}],
    ["that waits for more", { not_before: 2_000, attempts: 0 }, {}],
    ["that waits for what is named", { not_before: 2_000, attempts: 0, last_error: "windows full" }, {}],
    ["that waits for a window", { not_before: 2_000, failure: windows, last_error: "used" }, {}],
    ["that waits for a provider", { not_before: 2_000, failure, last_error: "down" }, {}],
    ["that a person paused", {}, { hold: "pause" }],
    ["whose approval is gone", {}, { hold: "approval:ask_1" }],
    ["whose plan is gone", {}, { hold: "spawn:call_1" }],
    ["that is held by a newer release", {}, { hold: "moon:1" }],
  ])("of a message %s", async (_what, columns, { hold, live = 0, away }) => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c1"));
    const id = store.messages.insert(messageRow("coder", { conversation_id: "c1" }));
    const behind = store.messages.insert(messageRow("coder", { conversation_id: "c1" }));
    for (const [name, value] of Object.entries(columns))
      store.db.prepare(`UPDATE messages SET ${name} = ? WHERE id = ?`).run(value, id);
    if (hold !== undefined) store.holds.put(id, hold, 1);
    const around = { ...AROUND, live, placeWait: () => away };
    const rows = openLanes(store, around).lanes.flatMap(({ messages }) => messages);
    for (const one of [id, behind]) {
      const wait = rows.find((row) => row.id === one)?.wait;
      const [first] = whyMessage(store, String(one), around).reasons;
      expect(wait && holdCode(wait)).toBe(first?.code);
    }
  });
});
