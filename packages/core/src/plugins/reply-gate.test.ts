/**
 * Outgoing hooks within transactions.
 *
 * @requirement PLUGIN-1
 */
import { describe, expect, it } from "vitest";
import { NO_FAILPOINTS } from "../base/failpoint.js";
import { createIds } from "../base/ids.js";
import { SILENT_LOG } from "../base/log.js";
import { createJournal } from "../journal/journal.js";
import { createOutbox, type NewReplyInput } from "../outbox/outbox.js";
import { conversationRow, createTempStore } from "../store/fixture.js";
import { createReplyGate } from "./reply-gate.js";

const reply = (message: string): NewReplyInput => ({
  ...{ conversationId: "c1", messageId: "m1", channel: "api", sender: "s", senderId: null },
  ...{ message, originalMessage: "o", agent: "coder", files: [], metadata: null },
});

function stage(options: { active?: boolean; transform?: (message: string) => Promise<string> } = {}) {
  const temp = createTempStore();
  const { clock } = temp;
  const seen: string[] = [];
  const gate = createReplyGate({
    isActive: () => options.active ?? true,
    async transform({ message, metadata }) {
      seen.push(message);
      return { message: (await options.transform?.(message)) ?? message.toUpperCase(), metadata };
    },
  });
  const store = gate.store(temp.store);
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
  it("commits once, with the hooked texts in rows and events alike", async () => {
    const { temp, store, journal, outbox, seen } = stage();
    await using _ = temp;
    const told: unknown[] = [];
    journal.subscribe((event) => void told.push(event.data));
    let afterCommit = 0;
    const ids = await store.write(() => {
      store.afterCommit(() => {
        afterCommit += 1;
      });
      return [outbox.add(reply("one")), outbox.add(reply("two"))];
    });
    expect(ids).toHaveLength(2);
    expect((await outbox.newest(10)).map(({ message }) => message)).toEqual(["TWO", "ONE"]);
    expect(told).toMatchObject([
      { text: "ONE", length: 3 },
      { text: "TWO", length: 3 },
    ]);
    expect(seen).toEqual(["one", "two"]);
    expect(afterCommit).toBe(1);
  });

  it("asks the hooks once, though each repetition opens a conversation with an id of its own", async () => {
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

  it("does its other work with the reply or not at all", async () => {
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

  it("sees what others wrote while its hooks ran", async () => {
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

  it("that never queues the same text twice is let through after a number of rounds", async () => {
    const { temp, store, outbox, seen } = stage();
    await using _ = temp;
    let n = 0;
    await store.write(() => {
      n += 1;
      return outbox.add(reply(`t${n}`));
    });
    expect(await outbox.newest(10)).toMatchObject([{ message: `t${n}` }]);
    expect(seen.length).toBeLessThan(100);
  });

  it("costs nothing while no hook is there", async () => {
    const { temp, store, outbox, seen } = stage({ active: false });
    await using _ = temp;
    await store.write(() => outbox.add(reply("one")));
    expect(await outbox.newest(10)).toMatchObject([{ message: "one" }]);
    expect(seen).toEqual([]);
  });
});
