/** What happens to messages when Slack or the network fails, and how places and names of Slack become those of TinyAGI. */
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import type { AdapterEvents, ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Connection } from "../adapter/connection.js";
import type { IncomingMessage } from "../adapter/incoming.js";
import { openSlackSubject } from "./fixture.js";

interface Session extends AsyncDisposable {
  readonly messages: IncomingMessage[];
  readonly connections: Connection[];
}

async function session(adapter: ChannelAdapter, message?: AdapterEvents["message"]): Promise<Session> {
  const stop = new AbortController();
  const messages: IncomingMessage[] = [];
  const connections: Connection[] = [];
  const ended = adapter.run(
    {
      message(one) {
        messages.push(one);
        return message?.(one) ?? Promise.resolve(true);
      },
      press: async () => "Done.",
      connection: (connection) => void connections.push(connection),
    },
    stop.signal,
  );
  ended.catch(() => {});
  await waitFor(() => connections.some(({ state }) => state === "connected"));
  return {
    messages,
    connections,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error("over"));
      await ended.catch(() => {});
    },
  };
}

const signal = (): AbortSignal => AbortSignal.timeout(20_000);

test("an envelope is acknowledged only after TinyAGI took its message", async () => {
  await using subject = await openSlackSubject();
  let take = () => {};
  const taken = new Promise<boolean>((resolve) => {
    take = () => resolve(true);
  });
  await using running = await session(subject.adapter, () => taken);
  subject.fake.say(subject.fake.direct, "hello");
  await waitFor(() => running.messages.length === 1);
  expect(subject.fake.unacknowledged).toBe(1);
  take();
  await waitFor(() => subject.fake.unacknowledged === 0);
});

test("messages that Slack gave up while nobody listened are read after the next start, once and in order", async () => {
  await using subject = await openSlackSubject();
  const { fake } = subject;
  let thread = "";
  {
    await using first = await session(subject.adapter);
    thread = fake.say(fake.direct, "before");
    await waitFor(() => first.messages.length === 1 && fake.unacknowledged === 0);
  }
  fake.say(fake.direct, "in the night");
  fake.say(fake.direct, "in the thread", { thread });
  fake.say(fake.group, "in the channel", { mention: true });
  fake.giveUp();
  await using second = await session(subject.reopen());
  await waitFor(() => second.messages.length >= 3);
  const of = (chat: string) =>
    second.messages.filter(({ ref }) => ref.chat.id === chat).map(({ text }) => text);
  expect(of(fake.direct)).toEqual(["in the night", "in the thread"]);
  expect(of(fake.group)).toEqual(["in the channel"]);
});

test("Slack may ask to connect again: nothing is lost, and the state says so", async () => {
  await using subject = await openSlackSubject();
  await using running = await session(subject.adapter);
  subject.fake.refresh();
  await waitFor(() => running.connections.filter(({ state }) => state === "connected").length === 2);
  subject.fake.say(subject.fake.direct, "after");
  await waitFor(() => running.messages.length === 1);
  expect(running.connections.map(({ state }) => state)).toContain("reconnecting");
});

test("a thread is a place of its own: its messages and answers stay in it, and it needs no second mention", async () => {
  await using subject = await openSlackSubject();
  const { fake, adapter } = subject;
  await using running = await session(adapter);
  const first = fake.say(fake.group, "look", { mention: true });
  await waitFor(() => running.messages.length >= 1);
  fake.say(fake.group, "and this", { thread: first });
  fake.say(fake.group, "unrelated");
  await waitFor(() => running.messages.some(({ text }) => text === "unrelated"));
  const place = { chat: { id: fake.group, thread: first } };
  const follow = running.messages.find(({ text }) => text === "and this");
  expect(follow?.ref).toMatchObject(place);
  expect(follow?.addressed).toBe(true);
  expect(running.messages.find(({ text }) => text === "unrelated")?.addressed).toBe(false);
  await adapter.sendText(place.chat, { markdown: "part two" }, signal());
  expect(fake.shown(fake.group)[0]?.replyTo).toBe(first);
});

test("a thread is still the bot's after a restart", async () => {
  await using subject = await openSlackSubject();
  const { fake } = subject;
  let thread = "";
  {
    await using running = await session(subject.adapter);
    thread = fake.say(fake.group, "look", { mention: true });
    await waitFor(() => running.messages.length >= 1 && fake.unacknowledged === 0);
  }
  await using later = await session(subject.reopen());
  fake.say(fake.group, "and this", { thread });
  await waitFor(() => later.messages.some(({ text }) => text === "and this"));
  expect(later.messages.find(({ text }) => text === "and this")?.addressed).toBe(true);
});

test("people who are mentioned have names", async () => {
  await using subject = await openSlackSubject();
  const { fake } = subject;
  await using running = await session(subject.adapter);
  fake.say(fake.direct, "hi", { from: { id: "UANN", name: "Ann" } });
  fake.say(fake.direct, "ask <@UANN> or <@UNOBODY>", { raw: true });
  await waitFor(() => running.messages.length === 2);
  expect(running.messages[1]?.text).toBe("ask @Ann or @UNOBODY");
});

test("the command of the app is a message, and has no message of the chat to answer", async () => {
  await using subject = await openSlackSubject();
  const { fake, adapter } = subject;
  await using running = await session(adapter);
  fake.command(fake.direct, "status now");
  fake.command(fake.direct, "");
  await waitFor(() => running.messages.length === 2);
  expect(running.messages.map(({ text }) => text)).toEqual(["/status now", "/help"]);
  const [command] = running.messages;
  if (command === undefined) throw new Error("unreachable");
  await adapter.sendText(command.ref.chat, { markdown: "fine", replyTo: command.ref.id }, signal());
  await adapter.react?.(command.ref, "done", signal());
  expect(fake.shown(fake.direct)[0]).toMatchObject({ text: "fine" });
});

test("whoever pressed a button sees what came of it", async () => {
  await using subject = await openSlackSubject();
  const { fake, adapter } = subject;
  await using _running = await session(adapter);
  const buttons = [{ label: "Yes", value: "/approve ask_kkkkkkkk" }];
  const { id } = await adapter.sendText({ id: fake.direct }, { markdown: "Sure?", buttons }, signal());
  fake.press(id, "Yes");
  await waitFor(() => fake.notes.length === 1);
  expect(fake.notes).toEqual(["Done."]);
});

test("the token goes to no other place than Slack's file server", async () => {
  await using subject = await openSlackSubject();
  await using running = await session(subject.adapter);
  subject.fake.say(subject.fake.direct, "see", { file: { name: "a.txt", bytes: Buffer.from("a") } });
  await waitFor(() => running.messages.length === 1);
  const { toAttachments } = await import("./attachments.js");
  const { slackSettings } = await import("./slack-settings.js");
  const { createSlackCalls } = await import("./slack-calls.js");
  const settings = slackSettings({ bot_token: subject.fake.token, app_token: subject.fake.appToken });
  const source = { settings, calls: createSlackCalls(settings) };
  const [foreign] = toAttachments(
    [{ id: "F1", url_private_download: "https://files.slack.com.evil.test/a" }],
    source,
  );
  await expect(foreign?.open(signal())).rejects.toMatchObject({ kind: "permanent" });
});
