import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../store/fixture.js";
import { openLanes, waitOf } from "./lanes.js";

const AROUND = { live: 0, maxLive: 4, now: 1_000, limit: 2 };
const FIRST = { ...AROUND, place: 0, holds: [] };
const pending = { status: "pending" as const, not_before: null, failure: null, attempts: 1 };

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
    expect(lanes[0]?.messages.map(({ text, waitsFor }) => [text, waitsFor])).toEqual([
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
    expect(lanes.map(({ lane, messages }) => [lane, messages[0]?.waitsFor])).toEqual([["coder", "paused"]]);
  });

  test("a message waits for a person, its sub-agents, its turn, its next attempt, a provider or a free slot", () => {
    const later = { ...pending, not_before: 2_000 };
    expect(waitOf(pending, { ...FIRST, holds: ["approval:ask_1"] })).toBe("person");
    expect(waitOf(pending, { ...FIRST, holds: ["spawn:1"] })).toBe("sub_agents");
    expect(waitOf(pending, { ...FIRST, holds: ["other"] })).toBe("held");
    expect(waitOf(later, { ...FIRST, place: 1 })).toBe("turn");
    expect(waitOf(later, FIRST)).toBe("retry");
    expect(waitOf(later, { ...FIRST, now: 2_000 })).toBe("start");
    expect(waitOf(pending, { ...FIRST, live: 4 })).toBe("slot");
    expect(waitOf({ ...pending, status: "processing" }, FIRST)).toBeNull();
  });
});
