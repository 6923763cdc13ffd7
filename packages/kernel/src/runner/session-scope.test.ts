import { expect, onTestFinished, test } from "vitest";
import { conversationRow, createTempStore } from "../store/fixture.js";
import type { ConversationRow } from "../store/schema.js";
import { pairingRow } from "../store/statement/fixture.js";
import { resolveSessionScope } from "./session-scope.js";

function fixture() {
  const temp = createTempStore();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  const { store } = temp;
  let count = 0;
  return {
    store,
    pair(channel: string, senderId: string): number {
      store.pairings.put(pairingRow(senderId, { channel, state: "approved", code: null }));
      return store.pairings.get(channel, senderId)?.id ?? 0;
    },
    toScope(
      scope: "agent" | "conversation" | "thread" | "sender" | undefined,
      from: Partial<ConversationRow>,
    ) {
      count += 1;
      const id = `c${count}`;
      store.conversations.insert({ ...conversationRow(id), ...from, id, inbound_id: id });
      return resolveSessionScope(store, scope, id);
    },
  };
}

const ann = { channel: "telegram", sender: "Ann", sender_id: "1" };
const inChat = (chat: string, thread?: string) => ({ ...ann, metadata: JSON.stringify({ chat, thread }) });

const operator = { channel: "cli", sender: "cli", sender_id: null };

test("without a setting, an agent has one session for all owners; with `conversation`, one for each conversation", () => {
  const it = fixture();
  it.pair("telegram", "9");
  it.store.pairings.setRole("telegram", "9", "owner");
  const owner = { channel: "telegram", sender: "Ada", sender_id: "9" };
  expect([undefined, "agent" as const].map((scope) => it.toScope(scope, operator))).toEqual([
    "agent",
    "agent",
  ]);
  expect([it.toScope("agent", owner), it.toScope("conversation", owner)]).toEqual(["agent", "c4"]);
});

test("whoever is no owner has a session of the own with each agent, which a link extends", () => {
  const it = fixture();
  const [first, second] = [it.pair("telegram", "1"), it.pair("discord", "2")];
  const bob = { channel: "discord", sender: "Bob", sender_id: "2" };
  const own = it.toScope(undefined, ann);
  expect([it.toScope("agent", ann), it.toScope("agent", bob) === own, own === "agent"]).toEqual([
    own,
    false,
    false,
  ]);
  it.store.pairings.setLink(second, first);
  expect(it.toScope("agent", bob)).toBe(own);
});

test("with `thread`, each chat and each thread in it has a session of its own, whoever writes there", () => {
  const it = fixture();
  const scopes = [
    inChat("-5", "7"),
    { ...inChat("-5", "7"), sender: "Bob", sender_id: "2" },
    inChat("-5", "8"),
    inChat("-5"),
    { ...inChat("-5"), channel: "discord" },
    { ...ann, metadata: null },
  ].map((from) => it.toScope("thread", from));
  expect(scopes[0]).toBe(scopes[1]);
  expect(new Set(scopes).size).toBe(5);
});

/** @requirement LINK-1 */
test("with `sender`, each person has a session, which a link extends to the other channel", () => {
  const it = fixture();
  const [first, second] = [it.pair("telegram", "1"), it.pair("discord", "2")];
  const onTelegram = () => it.toScope("sender", ann);
  const onDiscord = () => it.toScope("sender", { channel: "discord", sender: "ann", sender_id: "2" });
  const [before, other] = [onTelegram(), onDiscord()];
  expect(before).not.toBe(other);
  it.store.pairings.setLink(second, first);
  expect([onTelegram(), onDiscord()]).toEqual([before, before]);
  it.store.pairings.setLink(second, null);
  expect([onTelegram(), onDiscord()]).toEqual([before, other]);
});

test("with `sender`, a client without sender ids is known by the name, which is never taken for an id", () => {
  const it = fixture();
  const named = it.toScope("sender", { channel: "web", sender: "Web", sender_id: null });
  expect(it.toScope("sender", { channel: "web", sender: "Web", sender_id: null })).toBe(named);
  expect(it.toScope("sender", { channel: "web", sender: "Bob", sender_id: "Web" })).not.toBe(named);
});

test("ids with separators in them do not make one scope of two", () => {
  const it = fixture();
  const one = it.toScope("thread", inChat('a","b'));
  expect(it.toScope("thread", inChat("a", "b"))).not.toBe(one);
});
