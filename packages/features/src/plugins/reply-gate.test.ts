/**
 * Outgoing hooks of replies that are queued in transactions.
 *
 * @requirement PLUGIN-1
 */

import { createIds, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import { createJournal, createOutbox, type NewReplyInput } from "@tinyagi/kernel";
import { describe, expect, it } from "vitest";
import { conversationRow, createTempStore } from "../../../kernel/src/store/fixture.js";
import { createReplyGate } from "./reply-gate.js";

const reply = (message: string): NewReplyInput => ({
  conversationId: "c1",
  messageId: "m1",
  channel: "api",
  sender: "s",
  senderId: null,
  message,
  originalMessage: "o",
  agent: "coder",
  files: [],
  metadata: null,
});

function stage(options: { active?: () => boolean; transform?: (message: string) => Promise<string> } = {}) {
  const temp = createTempStore();
  const { clock } = temp;
  const seen: string[] = [];
  const gate = createReplyGate({
    isActive: options.active ?? (() => true),
    async transform({ message, metadata }) {
      seen.push(message);
      return { message: (await options.transform?.(message)) ?? message.toUpperCase(), metadata };
    },
  });
  const { store } = temp;
  store.passWrites(gate.writes);
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const outbox = gate.outbox(
    createOutbox({
      store,
      journal,
      clock,
      newId: createIds(),
      filesOut: temp.folder,
      failpoints: NO_FAILPOINTS,
    }),
  );
  store.writeNow(() => store.conversations.insert(conversationRow("c1")));
  return { temp, store, journal, outbox, seen };
}

describe("a write that queues replies", () => {
  it("commits once, with the changed texts in rows and events", async () => {
    const { temp, store, journal, outbox, seen } = stage();
    await using _ = temp;
    const published: unknown[] = [];
    journal.subscribe((event) => void published.push(event.data));
    let afterCommit = 0;
    const ids = await store.write(() => {
      store.afterCommit(() => {
        afterCommit += 1;
      });
      return [outbox.add(reply("one")), outbox.add(reply("two"))];
    });
    expect(ids).toHaveLength(2);
    expect((await outbox.newest(10)).map(({ message }) => message)).toEqual(["TWO", "ONE"]);
    expect(published).toMatchObject([
      { text: "ONE", length: 3 },
      { text: "TWO", length: 3 },
    ]);
    expect(seen).toEqual(["one", "two"]);
    expect(afterCommit).toBe(1);
  });

  it("keeps where the parts are only of a text that no plugin changed", async () => {
    const layout = { parts: [], notes: [[0, 3] as const] };
    const same = async (message: string) => (message === "one" ? message : `${message}!`);
    const { temp, store, outbox } = stage({ transform: same });
    await using _ = temp;
    await store.write(() => ["one", "two"].map((text) => outbox.add({ ...reply(text), layout })));
    expect(store.outbox.newest(2, null).map((row) => [row.message, row.layout])).toEqual([
      ["two!", null],
      ["one", JSON.stringify(layout)],
    ]);
  });

  it("runs the hooks once, although each repetition draws a new conversation id", async () => {
    const { temp, store, outbox, seen } = stage();
    await using _ = temp;
    const newId = createIds();
    await store.write(() => {
      const conversationId = newId("conv");
      store.conversations.insert(conversationRow(conversationId, { inbound_id: "m2" }));
      outbox.add({ ...reply("one"), conversationId });
    });
    expect(seen).toEqual(["one"]);
    expect((await outbox.newest(10)).map(({ message }) => message)).toEqual(["ONE"]);
  });

  it("commits its other work with the reply, or neither", async () => {
    const { temp, store, outbox } = stage();
    await using _ = temp;
    const failing = store.write(() => {
      store.conversations.insert(conversationRow("c2"));
      outbox.add(reply("one"));
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(store.conversations.get("c2")).toBeUndefined();
    expect(await outbox.newest(10)).toEqual([]);
  });

  it("sees what other writes committed while its hooks ran", async () => {
    let release = (): void => {};
    const asked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { temp, store, outbox, seen } = stage({
      transform: async (message) => {
        await asked;
        return message;
      },
    });
    await using _ = temp;
    let round = 0;
    const slow = store.write(() => {
      const text = store.conversations.get("c2") === undefined ? "one" : "changed";
      round += 1;
      return outbox.add(reply(text));
    });
    await expect.poll(() => seen).toEqual(["one"]);
    await store.write(() => store.conversations.insert(conversationRow("c2")));
    release();
    await slow;
    expect((await outbox.newest(10)).map(({ message }) => message)).toEqual(["changed"]);
    expect(round).toBe(3);
  });

  it("runs the hooks of all its replies in one repetition, in order", async () => {
    const { temp, store, outbox, seen } = stage();
    await using _ = temp;
    const texts = Array.from({ length: 200 }, (_, index) => `text ${index}`);
    let rounds = 0;
    await store.write(() => {
      rounds += 1;
      for (const text of texts) outbox.add(reply(text));
    });
    expect(seen).toEqual(texts);
    expect(rounds).toBe(2);
    const kept = (await outbox.newest(1_000)).map(({ message }) => message).reverse();
    expect(kept).toEqual(texts.map((text) => text.toUpperCase()));
  });

  it("fails when each repetition queues another text, and queues nothing", async () => {
    const { temp, store, outbox, seen } = stage();
    await using _ = temp;
    let n = 0;
    const failing = store.write(() => {
      n += 1;
      return outbox.add(reply(`t${n}`));
    });
    await expect(failing).rejects.toMatchObject({ code: "INTERNAL" });
    expect(await outbox.newest(10)).toEqual([]);
    expect(seen.length).toBeLessThan(100);
  });

  it("runs the hooks of a plugin that was loaded after the write was requested", async () => {
    let active = false;
    const { temp, store, outbox, seen } = stage({ active: () => active });
    await using _ = temp;
    const written = store.write(() => outbox.add(reply("one")));
    active = true;
    await written;
    expect(seen).toEqual(["one"]);
    expect(await outbox.newest(10)).toMatchObject([{ message: "ONE" }]);
  });

  it("is not repeated while no plugin has a hook", async () => {
    const { temp, store, outbox, seen } = stage({ active: () => false });
    await using _ = temp;
    await store.write(() => outbox.add(reply("one")));
    expect(await outbox.newest(10)).toMatchObject([{ message: "one" }]);
    expect(seen).toEqual([]);
  });
});

describe("a reply that would skip the hooks", () => {
  it.each(["writeNow", "writeSoon"] as const)("is refused in %s, with or without a plugin", async (kind) => {
    for (const active of [true, false]) {
      const { temp, store, outbox } = stage({ active: () => active });
      await using _ = temp;
      const queue = async (): Promise<unknown> => store[kind](() => outbox.add(reply("one")));
      await expect(queue()).rejects.toMatchObject({ code: "INTERNAL" });
      expect(await outbox.newest(10)).toEqual([]);
    }
  });
});
