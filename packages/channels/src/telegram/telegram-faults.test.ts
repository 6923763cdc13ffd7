/** What the Bot API and the way to it do, seen by the adapter alone. Pauses pass on a virtual clock. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FakeTelegram, TELEGRAM_PERSON, waitFor } from "@tinyagi/testkit";
import { expect, onTestFinished, test } from "vitest";
import type { Connection } from "../adapter/connection.js";
import type { ButtonPress, IncomingMessage } from "../adapter/incoming.js";
import { PlatformError } from "../adapter/platform-error.js";
import { createVirtualTiming } from "../base/virtual-timing.js";
import { openTelegramSubject } from "./fixture.js";

const EVE = TELEGRAM_PERSON.id;
const file = (name: string) => ({ name, bytes: Buffer.from(name) });

interface OpenOptions {
  /** What a press gets. */
  readonly answer?: string;
  /** How long TinyAGI takes for a message. */
  readonly take?: (message: IncomingMessage) => Promise<void>;
}

/** A connected adapter. */
async function open({ answer, take = async () => {} }: OpenOptions = {}) {
  const timing = createVirtualTiming();
  const subject = await openTelegramSubject(timing);
  const { fake, adapter } = subject;
  const stop = new AbortController();
  const messages: IncomingMessage[] = [];
  const presses: ButtonPress[] = [];
  const states: Connection[] = [];
  const events = {
    async message(message: IncomingMessage) {
      messages.push(message);
      await take(message);
      return true;
    },
    async press(press: ButtonPress) {
      presses.push(press);
      return answer;
    },
    connection: (state: Connection) => void states.push(state),
  };
  const running = adapter.run(events, stop.signal);
  onTestFinished(async () => {
    stop.abort(new Error("over"));
    await running;
    await subject[Symbol.asyncDispose]();
  });
  const isConnected = () => states.at(-1)?.state === "connected";
  const polls = () => listCalls(fake, "getUpdates").length;
  /** The bot waits for updates. */
  await waitFor(() => isConnected() && polls() >= 2, { what: "the long poll" });
  const until = (condition: () => unknown, what: string) =>
    waitFor(
      async () => {
        await timing.pass(1_000);
        return condition();
      },
      { what },
    );
  const { stateFolder, reopen } = subject;
  return { fake, adapter, stateFolder, reopen, timing, messages, presses, states, polls, until, isConnected };
}

function listCalls(fake: FakeTelegram, method: string) {
  return fake.calls.filter((call) => call.method === method);
}

test("a request that is never answered is given up after 40 seconds, and nothing is lost", async () => {
  const it = await open();
  it.fake.fail({ method: "getUpdates", with: "stall" });
  it.fake.say(EVE, "first");
  await waitFor(() => it.messages.length === 1);
  // The next request confirms it, and is the one that stalls: it does not count as a call.
  it.fake.say(EVE, "second");
  await it.timing.pass(30_000);
  expect(it.states.at(-1)?.state).toBe("connected");
  await it.until(() => it.messages.length === 2, "the message after the stall");
  expect(it.states.map(({ state }) => state)).toContain("reconnecting");
  expect(it.messages.map(({ text }) => text)).toEqual(["first", "second"]);
});

test("a second program that polls is named in the state, and each message still arrives once", async () => {
  const it = await open();
  for (let round = 0; round < 5; round += 1) {
    const before = it.polls();
    await waitFor(
      () => {
        // It ends a request that is held, if there is one now.
        it.fake.pollElsewhere();
        return it.states.at(-1)?.state === "reconnecting";
      },
      { what: "the conflict" },
    );
    expect(it.states.at(-1)).toMatchObject({ reason: expect.stringContaining("other getUpdates request") });
    it.fake.say(EVE, `message ${round}`);
    await it.until(() => it.isConnected() && it.polls() > before, "the next poll");
  }
  await it.until(() => it.messages.length >= 5, "all messages");
  expect(it.messages.map(({ text }) => text)).toEqual([0, 1, 2, 3, 4].map((round) => `message ${round}`));
});

test("when Telegram asks to wait ten minutes, nothing is asked before", async () => {
  const it = await open();
  const busy = { code: 429, description: "Too Many Requests: retry after 600", retryAfter: 600 };
  it.fake.fail({ method: "getUpdates", with: busy });
  it.fake.say(EVE, "first");
  await waitFor(() => it.states.at(-1)?.state === "reconnecting", { what: "the refusal" });
  const asked = it.polls();
  it.fake.say(EVE, "second");
  await it.timing.pass(590_000);
  expect(it.polls()).toBe(asked);
  await it.until(() => it.messages.length === 2, "both messages");
  expect(it.messages.map(({ text }) => text)).toEqual(["first", "second"]);
});

test("errors of Telegram's servers are survived, with growing pauses", async () => {
  const it = await open();
  it.fake.fail({ method: "getUpdates", times: 6, with: { code: 502, description: "Bad Gateway" } });
  // The request that is held ends, so that the next ones meet the errors.
  it.fake.disconnect();
  it.fake.say(EVE, "first");
  it.fake.say(EVE, "second");
  await it.until(() => it.messages.length === 2, "the messages");
  const waits = it.states.filter(({ state }) => state === "reconnecting");
  expect(waits).toHaveLength(7);
  // 1 + 2 + 4 + 8 + 16 + 32 + 60 seconds
  expect(it.timing.now()).toBeGreaterThanOrEqual(123_000);
});

test("updates in another order, and some of them twice, are each handed over with a key of their own", async () => {
  const it = await open();
  let isBack = () => {};
  it.fake.disconnect(
    new Promise<void>((resolve) => {
      isBack = resolve;
    }),
  );
  for (const text of ["one", "two", "three"]) it.fake.say(EVE, text);
  it.fake.reorder();
  isBack();
  await it.until(() => it.messages.length === 3, "the messages");
  await it.until(() => it.fake.unconfirmed === 0, "the confirmation");
  it.fake.redeliver();
  await it.until(() => it.messages.length === 6, "the second delivery");
  const texts = new Map(it.messages.map(({ key, text }) => [key, text]));
  expect([...texts.values()]).toEqual(["three", "two", "one"]);
});

/** @requirement CHANNEL-3 */
test("a message that takes long delays no other chat, stays unconfirmed until it is taken, and arrives once", async () => {
  let isTaken = () => {};
  const taken = new Promise<void>((resolve) => {
    isTaken = resolve;
  });
  const it = await open({ take: ({ text }) => (text === "slow" ? taken : Promise.resolve()) });
  it.fake.say(EVE, "slow", { file: file("large.bin") });
  await waitFor(() => it.messages.length === 1);
  it.fake.say(-1_001, "elsewhere");
  it.fake.say(EVE, "behind it");
  await it.until(() => it.messages.length === 3, "the other messages");
  await it.timing.pass(20_000);
  expect(it.fake.unconfirmed).toBe(3);
  expect(it.messages.map(({ text }) => text)).toEqual(["slow", "elsewhere", "behind it"]);
  isTaken();
  await it.until(() => it.fake.unconfirmed === 0, "the confirmation");
  expect(it.messages).toHaveLength(3);
});

test("a message that could not be taken is asked for again, and those after it are not handed over twice", async () => {
  let failures = 0;
  const it = await open({
    async take({ text }) {
      if (text !== "first" || failures > 0) return;
      failures += 1;
      throw new PlatformError("unreachable", "not now");
    },
  });
  it.fake.disconnect();
  it.fake.say(EVE, "first");
  it.fake.say(-1_001, "second");
  await it.until(() => it.messages.length >= 3 && it.fake.unconfirmed === 0, "both messages");
  expect(it.messages.map(({ text }) => text).toSorted()).toEqual(["first", "first", "second"]);
});

test("a group that became a supergroup gets its replies under the new id, and stays listed under the old one, also after a restart", async () => {
  const [old, moved] = [-77, -1_077];
  const it = await open();
  const { signal } = new AbortController();
  const chat = { id: String(old) };
  await it.adapter.sendText(chat, { markdown: "before" }, signal);
  it.fake.migrate(old, moved);
  await waitFor(() => it.fake.unconfirmed === 0, { what: "the two notes about the move" });
  const sent = await it.adapter.sendText(chat, { markdown: "text", replyTo: "1" }, signal);
  expect(sent.chat).toEqual({ id: String(moved) });
  const path = join(it.stateFolder, "answer.txt");
  writeFileSync(path, "a file");
  await it.adapter.sendFile(chat, { path, name: "answer.txt" }, signal);
  expect(it.fake.shown(moved).map(({ text, file: shown }) => shown?.name ?? text)).toEqual([
    "text",
    "answer.txt",
  ]);
  it.fake.say(moved, "hello again", { mention: true });
  await waitFor(() => it.messages.length === 1);
  expect(it.messages[0]).toMatchObject({
    ref: { chat: { id: String(moved) } },
    groups: [moved, old].map(String),
  });
  expect(listCalls(it.fake, "sendMessage").map(({ body }) => body.chat_id)).toEqual([old, moved].map(String));

  const next = it.reopen();
  await next.sendText(chat, { markdown: "after a restart" }, signal);
  expect(it.fake.shown(moved).map(({ text }) => text)).toContain("after a restart");
});

test("a move that the bot did not see is learned from Telegram's refusal", async () => {
  const it = await open();
  const { signal } = new AbortController();
  it.fake.fail({ method: "getUpdates", times: 50, with: "drop" });
  it.fake.disconnect();
  it.fake.migrate(-78, -1_078);
  for (const markdown of ["one", "two"]) await it.adapter.sendText({ id: "-78" }, { markdown }, signal);
  expect(it.fake.shown(-1_078).map(({ text }) => text)).toEqual(["one", "two"]);
  expect(listCalls(it.fake, "sendMessage")).toHaveLength(3);
});

test("an album is one message, although its parts arrive one after the other and between other messages", async () => {
  const it = await open();
  const album = { album: "a1", fileKind: "photo" } as const;
  const first = it.fake.say(EVE, "look", { ...album, file: file("1") });
  await waitFor(() => it.fake.unconfirmed === 1 && it.polls() >= 2);
  it.fake.say(-1_001, "in between");
  it.fake.say(EVE, "", { ...album, file: file("2") });
  await it.until(() => it.messages.length > 0, "the album");
  it.fake.say(EVE, "afterwards");
  await it.until(() => it.messages.some(({ text }) => text === "afterwards"), "the last message");
  expect(it.messages.map(({ text, attachments }) => [text, attachments.length])).toEqual([
    ["look", 2],
    ["in between", 0],
    ["afterwards", 0],
  ]);
  expect(it.messages[0]).toMatchObject({ key: `tg_${EVE}_${first}`, ref: { id: String(first) } });
});

test("an album that the end of a full answer cuts still arrives as one message", async () => {
  const it = await open();
  it.fake.fail({ method: "getUpdates", with: "drop" });
  it.fake.disconnect();
  for (let n = 0; n < 98; n += 1) it.fake.say(EVE, `n${n}`);
  for (let n = 0; n < 4; n += 1) it.fake.say(EVE, "", { album: "a1", fileKind: "photo", file: file(`${n}`) });
  await it.until(() => it.messages.length >= 99, "all messages");
  expect(it.messages).toHaveLength(99);
  expect(it.messages.at(-1)?.attachments).toHaveLength(4);
});

test("an album is delivered again as a whole when the bot did not confirm it", async () => {
  const it = await open();
  for (const name of ["1", "2", "3"])
    it.fake.say(EVE, "", { album: "a1", fileKind: "photo", file: file(name) });
  await it.until(() => it.messages.length === 1, "the album");
  await it.until(() => it.fake.unconfirmed === 0, "the confirmation");
  it.fake.redeliver();
  await it.until(() => it.messages.length === 2, "the second delivery");
  const [one, two] = it.messages;
  expect(two).toMatchObject({ key: one?.key, attachments: { length: 3 } });
});

test("a press gets its answer as a short note, cut to what Telegram shows", async () => {
  const it = await open({ answer: `Already decided. ${"x".repeat(300)}` });
  const { signal } = new AbortController();
  const buttons = [{ label: "Yes", value: "/approve ask_1" }];
  const { id } = await it.adapter.sendText({ id: String(EVE) }, { markdown: "Sure?", buttons }, signal);
  it.fake.press(Number(id), "Yes");
  it.fake.press(Number(id), "Yes");
  await waitFor(() => listCalls(it.fake, "answerCallbackQuery").length === 2, { what: "both notes" });
  for (const { body } of listCalls(it.fake, "answerCallbackQuery"))
    expect(body.text).toMatch(/^Already decided\. x{173}$/);
  expect(new Set(it.presses.map(({ key }) => key)).size).toBe(2);
});

test("a message in a topic is answered in the topic", async () => {
  const it = await open();
  it.fake.say(-1_001, "in the topic", { thread: 5, mention: true });
  await waitFor(() => it.messages.length === 1);
  const chat = it.messages[0]?.ref.chat ?? { id: "" };
  expect(chat).toEqual({ id: "-1001", thread: "5" });
  const { signal } = new AbortController();
  await it.adapter.sendText(chat, { markdown: "here" }, signal);
  expect(it.fake.shown(-1_001)).toMatchObject([{ text: "here", thread: 5 }]);
});

test("a refusal names what was refused, and not a method of Telegram's API", async () => {
  const it = await open();
  const { signal } = new AbortController();
  const toRefusal = (call: Promise<unknown> | undefined) => expect(call).rejects;
  it.fake.fail({ method: "sendMessage", with: { code: 403, description: "Forbidden: bot was blocked" } });
  const sending = it.adapter.sendText({ id: String(EVE) }, { markdown: "hello" }, signal);
  await toRefusal(sending).toThrow("Telegram refused a message: Forbidden: bot was blocked");
  it.fake.revoke();
  await toRefusal(it.adapter.check(signal)).toThrow(
    "Telegram refused the bot token: Unauthorized. Get it again from @BotFather.",
  );
  await toRefusal(it.adapter.typing?.({ id: String(EVE) }, signal)).toThrow("Telegram refused typing");
});
