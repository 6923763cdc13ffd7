import { expect, test } from "vitest";
import { conversationRow, createTempStore } from "../store/fixture.js";
import { markConversationRead } from "./read-mark.js";

async function openUnread() {
  const temp = createTempStore();
  const { store } = temp;
  const events: unknown[] = [];
  const journal = {
    append(type: string, data: object, scope: object | undefined) {
      expect([type, store.db.inTransaction]).toEqual(["conversation.read", true]);
      events.push({ ...data, ...scope });
    },
  };
  const reply = (conversation: string): Promise<number> =>
    store.write(() =>
      store.outbox.insert({
        conversation_id: conversation,
        message_id: "m",
        channel: "web",
        sender: "You",
        sender_id: null,
        message: "answer",
        original_message: "question",
        agent: "coder",
        files: "[]",
        metadata: null,
        chat: "",
        approval_id: null,
        idempotency_key: `reply_${events.length}_${Math.random()}`,
        created_at: 1,
      }),
    );
  await store.write(() => {
    for (const id of ["c1", "c2", "c3"]) store.conversations.insert(conversationRow(id));
  });
  return {
    reply,
    events,
    read: (id: string, upTo: number) => markConversationRead({ store, journal }, id, upTo),
    unread: () => store.conversations.list({ limit: 10, unread: 1 }).map(({ id }) => id),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

test("a conversation is unread from its first reply until the newest one is read", async () => {
  await using f = await openUnread();
  expect(f.unread()).toEqual([]);
  const first = await f.reply("c1");
  const second = await f.reply("c1");
  await f.reply("c3");
  expect(f.unread().sort()).toEqual(["c1", "c3"]);
  await f.read("c1", first);
  expect(f.unread()).toContain("c1");
  await f.read("c1", second);
  expect(f.unread()).toEqual(["c3"]);
  expect(f.events).toEqual([
    { replyId: first, conversationId: "c1" },
    { replyId: second, conversationId: "c1" },
  ]);
});

test("a mark never moves back, and one beyond the newest reply hides nothing that comes later", async () => {
  await using f = await openUnread();
  const first = await f.reply("c1");
  await f.read("c1", 1_000_000);
  await f.read("c1", first - 1);
  await f.read("c2", 5);
  await f.read("nothing", 5);
  expect(f.unread()).toEqual([]);
  expect(f.events).toHaveLength(1);
  await f.reply("c1");
  expect(f.unread()).toEqual(["c1"]);
});
