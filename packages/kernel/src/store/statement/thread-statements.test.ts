import { expect, test } from "vitest";
import { conversationRow, createTempStore, messageRow } from "../fixture.js";
import type { NewConversation } from "./conversation-statements.js";

function open() {
  const temp = createTempStore();
  const { store } = temp;
  let at = 0;
  const say = (id: string, change: Partial<NewConversation> = {}, to: object = {}): void =>
    store.writeNow(() => {
      at += 1;
      store.conversations.insert(conversationRow(id, { channel: "web", created_at: at, ...change }));
      store.messages.insert(messageRow("coder", { conversation_id: id, message_id: `m_${id}`, ...to }));
    });
  const before = (id: string, limit = 50) => store.threads.before(id, limit).map((row) => row.id);
  const after = (id: string, limit = 50) => store.threads.after(id, limit).map((row) => row.id);
  const newest = (id: string) => store.threads.newest(id)?.id;
  return { ...temp, say, before, after, newest };
}

test("what one person wrote to one agent on one channel is a thread, in the order in which it began", () => {
  const { say, before, after } = open();
  for (const id of ["a", "b", "c"]) say(id);
  say("other person", { sender: "ada" });
  say("other channel", { channel: "cli" });
  say("other agent", {}, { agent_id: "tester", lane: "tester" });
  say("team", {}, { team_id: "dev" });
  expect([before("c"), before("c", 1), before("a")]).toEqual([["b", "a"], ["b"], []]);
  expect([after("a"), after("a", 1), after("c")]).toEqual([["b", "c"], ["b"], []]);
  for (const id of ["other person", "other channel", "other agent", "team"])
    expect([before(id), after(id)]).toEqual([[], []]);
});

test("conversations that began in one millisecond stay in their order", () => {
  const { say, before, after } = open();
  for (const id of ["a", "b", "c"]) say(id, { created_at: 7 });
  expect([before("b"), after("b")]).toEqual([["a"], ["c"]]);
});

test("the newest conversation of a thread is found from any of it", () => {
  const { say, newest } = open();
  for (const id of ["a", "b", "c"]) say(id);
  say("other", { sender: "ada" });
  say("task", { channel: "task" });
  expect([newest("a"), newest("c"), newest("other"), newest("task")]).toEqual(["c", "c", "other", undefined]);
});

test("a chat that the channel names is one thread, whoever writes in it; a named thread is one of its own", () => {
  const { say, before } = open();
  say("ada", { channel: "telegram", sender: "ada", metadata: '{"chat":"7"}' });
  say("bob", { channel: "telegram", sender: "bob", metadata: '{"chat":"7"}' });
  say("topic", { channel: "telegram", sender: "bob", metadata: '{"chat":"7","thread":"2"}' });
  say("odd", { channel: "telegram", sender: "bob", metadata: '{"chat":7}' });
  expect(before("bob")).toEqual(["ada"]);
  expect([before("topic"), before("odd")]).toEqual([[], []]);
});

test("work that nobody goes on writing to, and a conversation without a message, have no thread", () => {
  const { store, say, before } = open();
  for (const channel of ["schedule", "heartbeat", "task", "webhook", "chatroom"]) {
    say(`1 ${channel}`, { channel });
    say(`2 ${channel}`, { channel });
    expect([before(`2 ${channel}`), store.threads.factsOf(`2 ${channel}`)]).toEqual([[], undefined]);
  }
  store.writeNow(() => store.conversations.insert(conversationRow("command", { channel: "web" })));
  expect(store.threads.factsOf("command")).toBeUndefined();
});
