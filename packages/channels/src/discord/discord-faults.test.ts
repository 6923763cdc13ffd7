import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import type { AdapterEvents, ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Connection } from "../adapter/connection.js";
import type { ButtonPress, IncomingMessage } from "../adapter/incoming.js";
import { serveLoopback } from "../base/fixture.js";
import { createDiscordCalls } from "./discord-calls.js";
import { discordSettings } from "./discord-settings.js";
import { type DiscordSubject, FAST, openDiscordSubject } from "./fixture.js";

interface Run {
  readonly messages: IncomingMessage[];
  readonly presses: ButtonPress[];
  readonly states: Connection[];
  readonly texts: () => string[];
  readonly ended: Promise<unknown>;
  stop(): Promise<unknown>;
}

/** @param isTaken whether TinyAGI stores what arrives */
function start(adapter: ChannelAdapter, isTaken = true): Run {
  const stop = new AbortController();
  const run = { messages: [] as IncomingMessage[], presses: [] as ButtonPress[], states: [] as Connection[] };
  const events: AdapterEvents = {
    async message(message) {
      run.messages.push(message);
      return isTaken;
    },
    async press(press) {
      run.presses.push(press);
      return "Done.";
    },
    connection: (state) => void run.states.push(state),
  };
  const ended = adapter.run(events, stop.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    ...run,
    ended,
    texts: () => run.messages.map(({ text }) => text),
    stop() {
      stop.abort(new Error("over"));
      return ended;
    },
  };
}

const connected = (run: Run) =>
  waitFor(() => run.states.at(-1)?.state === "connected", { what: "the connection" });

async function connectedRun(subject: DiscordSubject, adapter = subject.adapter): Promise<Run> {
  const run = start(adapter);
  await connected(run);
  return run;
}

test("what was sent while the channel was off is read when it starts again, in order, before what is new", async () => {
  await using it = await openDiscordSubject();
  const { fake, eve, chat, general } = it;
  const first = await connectedRun(it);
  fake.say(eve, chat, "zero");
  await waitFor(() => first.texts().includes("zero"));
  await first.stop();
  for (let n = 1; n <= 120; n += 1) fake.say(eve, chat, `n${n}`);
  fake.say(eve, general, "on the server", { mention: true });
  const second = await connectedRun(it, it.reopen());
  fake.say(eve, chat, "live");
  await waitFor(() => second.texts().includes("live") && second.texts().includes("on the server"));
  const direct = second.messages.filter(({ kind }) => kind === "direct").map(({ text }) => text);
  const missed = Array.from({ length: 120 }, (_, n) => `n${n + 1}`);
  expect(direct.filter((text) => text !== "zero")).toEqual([...missed, "live"]);
  await second.stop();
});

test("a chat of which TinyAGI took nothing is not remembered", async () => {
  await using it = await openDiscordSubject();
  const first = start(it.adapter, false);
  await connected(first);
  it.fake.say(it.eve, it.chat, "stranger");
  await waitFor(() => first.texts().length === 1);
  await first.stop();
  it.fake.say(it.eve, it.chat, "again");
  const second = await connectedRun(it, it.reopen());
  it.fake.say(it.eve, it.chat, "live");
  await waitFor(() => second.texts().includes("live"));
  expect(second.texts()).toEqual(["live"]);
  expect(it.fake.requests.filter(({ path }) => path === `/channels/${it.chat.id}/messages`)).toEqual([]);
  await second.stop();
});

test("a session that Discord forgot begins anew, and nothing between is lost", async () => {
  await using it = await openDiscordSubject();
  const { fake, eve, chat } = it;
  const run = await connectedRun(it);
  fake.say(eve, chat, "before");
  await waitFor(() => run.texts().length === 1);
  fake.gateway.setDown(true);
  fake.gateway.drop();
  await waitFor(() => run.states.at(-1)?.state === "reconnecting");
  fake.gateway.invalidate();
  fake.say(eve, chat, "between");
  fake.gateway.setDown(false);
  await waitFor(() => run.texts().includes("between"));
  expect(run.texts()).toEqual(["before", "between"]);
  await run.stop();
});

test("a half-open connection is noticed and replaced", { timeout: 90_000 }, async () => {
  await using it = await openDiscordSubject(FAST, { heartbeatMs: 1_000 });
  const run = await connectedRun(it);
  it.fake.gateway.stall();
  it.fake.say(it.eve, it.chat, "lost on the way");
  // The library waits 30 seconds for the other side to say goodbye.
  await waitFor(() => run.texts().includes("lost on the way"), { timeoutMs: 80_000 });
  expect(it.fake.gateway.counts.resumed).toBeGreaterThan(0);
  await run.stop();
});

test.each([4_014, 4_013, 4_004])("the close code %i ends the channel with its reason", async (code) => {
  await using it = await openDiscordSubject();
  const run = await connectedRun(it);
  it.fake.gateway.closeAll(code);
  expect(await run.ended).toMatchObject({ name: "PlatformError", kind: "unauthorized" });
});

test("the Message Content intent is used when it is on, and not missed when it is off", async () => {
  await using it = await openDiscordSubject();
  it.fake.world.hasMessageContent = true;
  const run = await connectedRun(it);
  it.fake.say(it.eve, it.general, "not for the bot");
  await waitFor(() => run.texts().includes("not for the bot"));
  expect(run.messages[0]).toMatchObject({ kind: "group", addressed: false });
  await run.stop();
});

test("while Discord's API is down at the start, the channel says so and goes on trying", async () => {
  await using it = await openDiscordSubject();
  it.fake.fail({ kind: "status", status: 503 }, { path: /^\/users\/@me$/, times: 3 });
  const run = await connectedRun(it);
  expect(run.states.map(({ state }) => state)).toEqual(expect.arrayContaining(["reconnecting", "connected"]));
  await run.stop();
});

test("a message in a thread names its channel and its server, the thread first", async () => {
  await using it = await openDiscordSubject();
  const run = await connectedRun(it);
  const thread = it.fake.addThread(it.general, "plans");
  it.fake.say(it.eve, thread, "here", { mention: true });
  await waitFor(() => run.messages.length === 1);
  expect(run.messages[0]?.groups).toEqual([thread.id, it.general.id, it.general.guildId]);
  await run.stop();
});

test("a mention of the bot's own role addresses it, and one of everybody does not", async () => {
  await using it = await openDiscordSubject();
  it.fake.world.hasMessageContent = true;
  const run = await connectedRun(it);
  const role = it.fake.world.guilds.get(it.general.guildId ?? "")?.botRoleId ?? "";
  it.fake.say(it.eve, it.general, `<@&${role}> hello`);
  it.fake.say(it.eve, it.general, "@everyone hello");
  await waitFor(() => run.messages.length === 2);
  expect(run.messages.map(({ text, addressed }) => [text, addressed])).toEqual([
    ["hello", true],
    ["@everyone hello", false],
  ]);
  await run.stop();
});

test("a command arrives as the text a person could write, and only that person sees that it was taken", async () => {
  await using it = await openDiscordSubject();
  const run = await connectedRun(it);
  await waitFor(() => it.fake.world.commands.length > 0, { what: "the commands" });
  const used = it.fake.command(it.eve, it.chat, { name: "default", options: { agent: "@coder" } });
  await waitFor(() => used.shown === "/default @coder");
  expect(run.messages[0]).toMatchObject({ text: "/default @coder", kind: "direct", addressed: true });
  expect(it.fake.shown(it.chat)).toEqual([]);
  await run.stop();
});

test("a press is answered to the person who pressed, and to nobody else", async () => {
  await using it = await openDiscordSubject();
  const run = await connectedRun(it);
  const { signal } = new AbortController();
  const buttons = [{ label: "Yes", value: "/approve ask_1" }];
  const { id } = await it.adapter.sendText({ id: it.chat.id }, { markdown: "Sure?", buttons }, signal);
  const pressed = it.fake.press(it.eve, id, "Yes");
  await waitFor(() => pressed.notes.length === 1);
  expect(pressed.notes).toEqual(["Done."]);
  expect(run.presses[0]?.value).toBe("/approve ask_1");
  await run.stop();
});

test("a file is downloaded from Discord's file server only, and never through a redirect", async () => {
  await using it = await openDiscordSubject();
  const run = await connectedRun(it);
  const { signal } = new AbortController();
  const open = (text: string) => run.messages.find((one) => one.text === text)?.attachments[0]?.open(signal);
  const files = [{ name: "a.txt", bytes: Buffer.from("a") }];
  const inside = await serveLoopback((_request, response) => response.end("secret of this machine"));
  it.fake.say(it.eve, it.chat, "redirected", { files });
  it.fake.world.fileOrigin = inside.url;
  it.fake.say(it.eve, it.chat, "elsewhere", { files });
  await waitFor(() => run.messages.length === 2);
  it.fake.fail({ kind: "redirect", to: `${inside.url}/latest` }, { path: /^\/attachments\// });
  await expect(open("redirected")).rejects.toMatchObject({ name: "PlatformError" });
  await expect(open("elsewhere")).rejects.toMatchObject({ kind: "permanent" });
  expect(inside.asked).toEqual([]);
  await run.stop();
});

test("a message that was sent twice with the same key is shown once", async () => {
  await using it = await openDiscordSubject();
  const { signal } = new AbortController();
  const send = (key: string) => it.adapter.sendText({ id: it.chat.id }, { markdown: "hello", key }, signal);
  it.fake.fail({ kind: "lose-answer" });
  await expect(send("reply:0")).rejects.toMatchObject({ kind: "unreachable" });
  await send("reply:0");
  await send("reply:1");
  expect(it.fake.shown(it.chat)).toHaveLength(2);
});

test("when Discord asks to connect again, the session goes on: nothing is lost, and nothing comes twice", async () => {
  await using it = await openDiscordSubject();
  const { fake, eve, chat } = it;
  const run = await connectedRun(it);
  fake.say(eve, chat, "before");
  fake.gateway.requestReconnect();
  fake.say(eve, chat, "between");
  await waitFor(() => fake.gateway.counts.resumed === 1, { what: "the session to go on" });
  fake.say(eve, chat, "after");
  await waitFor(() => run.texts().includes("after"));
  expect(run.texts()).toEqual(["before", "between", "after"]);
  await run.stop();
});

test("messages that overtake each other all arrive, each once, also after a restart", async () => {
  await using it = await openDiscordSubject();
  const { fake, eve, chat } = it;
  const first = await connectedRun(it);
  fake.say(eve, chat, "zero");
  await waitFor(() => first.texts().length === 1);
  fake.gateway.reorderNext();
  fake.say(eve, chat, "late");
  fake.say(eve, chat, "early");
  await waitFor(() => first.texts().length === 3);
  expect(first.texts()).toEqual(["zero", "early", "late"]);
  await first.stop();
  fake.say(eve, chat, "while off");
  const second = await connectedRun(it, it.reopen());
  await waitFor(() => second.texts().includes("while off"));
  // What comes again has the same key, so that TinyAGI accepts it once.
  const keys = new Map([...first.messages, ...second.messages].map(({ key, text }) => [key, text]));
  expect([...keys.values()].toSorted()).toEqual(["early", "late", "while off", "zero"]);
  await second.stop();
});

test("a limit of the whole bot goes back to the outbox with Discord's hint", async () => {
  await using it = await openDiscordSubject();
  const { signal } = new AbortController();
  it.fake.fail({ kind: "rate-limit", retryAfterS: 60, global: true });
  const sending = it.adapter.sendText({ id: it.chat.id }, { markdown: "hello" }, signal);
  const error = await sending.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: "PlatformError", kind: "rate_limited" });
  expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(30_000);
});

test.each([400, 403, 404, 500, 502, 503])(
  "an answer with status %i while people write ends nothing",
  async (status) => {
    await using it = await openDiscordSubject();
    const run = await connectedRun(it);
    it.fake.fail({ kind: "status", status }, { times: 3 });
    const { signal } = new AbortController();
    const send = () => it.adapter.sendText({ id: it.chat.id }, { markdown: "hello" }, signal);
    const kind = status < 500 ? "permanent" : "unreachable";
    for (let tries = 0; tries < 3; tries += 1) await expect(send()).rejects.toMatchObject({ kind });
    await send();
    it.fake.say(it.eve, it.chat, "still here");
    await waitFor(() => run.texts().includes("still here"));
    expect(run.states.map(({ state }) => state)).toEqual(["connecting", "connected"]);
    await run.stop();
  },
);

/** @requirement NETWORK-3 */
test.each([200, 302, 401, 403])(
  "a page of the network with status %i is neither an answer nor a refusal: the reply waits",
  async (status) => {
    const portal = await serveLoopback((_request, response) => {
      response.writeHead(status, { "content-type": "text/html" });
      response.end("<html>Sign in to our Wi-Fi</html>");
    });
    const calls = createDiscordCalls(
      discordSettings({ bot_token: "aaaaaaaaaa.bbbb.cccccccccc", api_root: portal.url, groups: {} }),
    );
    const call = calls.call({ what: "a message", signal: new AbortController().signal }, (api, options) =>
      api.channels.createMessage("1", { content: "hi" }, options),
    );
    await expect(call).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("captive portal"),
    });
    expect(calls.revoked.aborted).toBe(false);
  },
);
