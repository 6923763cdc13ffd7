/** What platforms, networks and the daemon do wrong, seen by a whole channel. Hours pass on a virtual clock. */
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import { createVirtualTiming, type VirtualTiming } from "../base/virtual-timing.js";
import type { PlatformControl } from "../conformance.js";
import { openDiscordSubject } from "../discord/fixture.js";
import { openTelegramSubject } from "../telegram/fixture.js";
import { createFakeApi, startChannel } from "./fixture.js";

/** A platform that can be away, and does things without an answer. */
interface Subject extends AsyncDisposable {
  readonly platform: PlatformControl;
  readonly adapter: ChannelAdapter;
  reopen(): ChannelAdapter;
  /** Away; messages of people wait there. */
  goAway(): void;
  comeBack(): void;
  /** The next sends fail with an error of the platform. */
  failSends(times: number): void;
  /** Takes the next message, and never answers. */
  muteNextSend(): void;
  /** How often a reply is shown that was sent twice. */
  readonly copies: number;
}

async function openTelegram(timing: VirtualTiming): Promise<Subject> {
  const it = await openTelegramSubject(timing);
  let isBack = () => {};
  return {
    ...it,
    copies: 2,
    goAway: () =>
      it.fake.disconnect(
        new Promise<void>((resolve) => {
          isBack = resolve;
        }),
      ),
    comeBack: () => isBack(),
    failSends: (times) =>
      it.fake.fail({ method: "sendMessage", times, with: { code: 502, description: "Bad Gateway" } }),
    muteNextSend: () => it.fake.fail({ method: "sendMessage", with: "mute" }),
  };
}

async function openDiscord(timing: VirtualTiming): Promise<Subject> {
  const it = await openDiscordSubject(timing);
  const send = { method: "POST", path: /^\/channels\/\d+\/messages$/ };
  return {
    ...it,
    copies: 1,
    goAway() {
      it.fake.fail({ kind: "cut" }, { times: Number.POSITIVE_INFINITY });
      it.fake.gateway.setDown(true);
      it.fake.gateway.drop();
      // As after a long outage: nothing is replayed.
      it.fake.gateway.invalidate();
    },
    comeBack() {
      it.fake.clearFaults();
      it.fake.gateway.setDown(false);
    },
    failSends: (times) => it.fake.fail({ kind: "status", status: 502 }, { ...send, times }),
    muteNextSend: () => it.fake.fail({ kind: "hang" }, send),
  };
}

/** Lets time pass until something is true. */
async function until(timing: VirtualTiming, condition: () => unknown, what: string): Promise<void> {
  await waitFor(
    async () => {
      await timing.pass(1_000);
      return condition();
    },
    { what },
  );
}

describe.each([
  ["Telegram", openTelegram],
  ["Discord", openDiscord],
] as const)("%s", (_name, open) => {
  async function begin() {
    const timing = createVirtualTiming();
    const it = await open(timing);
    const api = createFakeApi(timing);
    const start = (adapter: ChannelAdapter) => startChannel({ adapter, api, timing });
    const { direct } = it.platform;
    const shown = async (chat = direct) => (await it.platform.shown(chat)).map(({ text }) => text);
    /** The first message is known, and the first reply is there. */
    async function greet() {
      const channel = start(it.adapter);
      await channel.reached("connected");
      await it.platform.say(direct, "zero");
      await waitFor(() => api.accepted.length === 1, { what: "the first message" });
      return channel;
    }
    const showing = (count: number) =>
      until(timing, async () => (await shown()).length >= count, `${count} messages`);
    return { it, timing, api, direct, start, shown, greet, showing };
  }

  /** @requirement CHANNEL-3 */
  test.each([
    ["1 second", 1_000],
    ["10 minutes", 600_000],
    ["3 hours", 3 * 3_600_000],
  ])("an outage of %s loses nothing, keeps the order and counts against no reply", async (_time, ms) => {
    const { it, timing, api, direct, shown, greet, showing } = await begin();
    await using _ = it;
    const channel = await greet();
    it.goAway();
    await channel.reached("reconnecting");
    for (const text of ["one", "two", "three"]) await it.platform.say(direct, text);
    for (const text of ["first", "second"]) api.reply(direct, text);
    await timing.pass(ms);
    expect(channel.states.at(-1)).toMatchObject({
      state: "reconnecting",
      reason: expect.stringMatching(/./),
    });
    expect(api.waiting()).toEqual(["first", "second"]);
    it.comeBack();
    await until(timing, () => api.accepted.length === 4, "the messages of the outage");
    await showing(2);
    await until(timing, () => api.waiting().length === 0, "the replies to be acknowledged");
    expect(api.accepted).toEqual(["zero", "one", "two", "three"]);
    expect(await shown()).toEqual(["first", "second"]);
    expect(api.failures.filter(({ release }) => release !== true)).toEqual([]);
    await channel.reached("connected");
  });

  test("while TinyAGI is down, messages wait at the platform, also over a restart of the channel", async () => {
    const { it, timing, api, direct, start, greet } = await begin();
    await using _ = it;
    const first = await greet();
    api.isDown = true;
    for (const text of ["one", "two"]) await it.platform.say(direct, text);
    await timing.pass(600_000);
    await first.stop();
    await it.platform.say(direct, "three");
    start(it.reopen());
    await timing.pass(60_000);
    expect(api.accepted).toEqual(["zero"]);
    api.isDown = false;
    await until(timing, () => api.accepted.length === 4, "all messages");
    await it.platform.redeliver?.();
    await it.platform.say(direct, "four");
    await until(timing, () => api.accepted.includes("four"), "the last message");
    expect(api.accepted).toEqual(["zero", "one", "two", "three", "four"]);
  });

  test("a channel that is killed between a send and its acknowledgement sends that reply again, and no other", async () => {
    const { it, timing, api, direct, start, shown, greet, showing } = await begin();
    await using _ = it;
    const first = await greet();
    api.reply(direct, "before");
    await showing(1);
    it.muteNextSend();
    api.reply(direct, "once");
    api.reply(direct, "after");
    await showing(2);
    await first.stop();
    api.releaseClaims();
    await start(it.reopen()).reached("connected");
    await until(timing, () => api.waiting().length === 0, "all replies to be acknowledged");
    expect(await shown()).toEqual(["before", ...Array(it.copies).fill("once"), "after"]);
  });

  test("errors of the platform delay a reply and keep its place; other chats do not wait", async () => {
    const { it, timing, api, direct, shown, greet } = await begin();
    await using _ = it;
    await greet();
    it.failSends(4);
    for (const text of ["first", "second"]) api.reply(direct, text);
    await until(timing, () => api.failures.length === 4, "four failures");
    api.reply(it.platform.group, "elsewhere");
    await until(timing, () => api.waiting().length === 0, "all replies");
    expect(await shown()).toEqual(["first", "second"]);
    expect(await shown(it.platform.group)).toEqual(["elsewhere"]);
  });

  test("a platform that is too busy for one chat does not hold up the others, and costs no attempt", async () => {
    const { it, timing, api, direct, shown, greet } = await begin();
    await using _ = it;
    await greet();
    await it.platform.failNextSend("rate_limited");
    api.reply(direct, "slow");
    await until(timing, () => api.failures.length > 0, "the refusal");
    expect(api.failures[0]).toMatchObject({ release: true, retryAfterMs: expect.any(Number) });
    api.reply(it.platform.group, "elsewhere");
    // No time passes: the other chat does not wait for the first one.
    await waitFor(() => api.waiting().length === 1, { what: "the other chat" });
    expect(api.waiting()).toEqual(["slow"]);
    expect(await shown()).toEqual([]);
    expect(await shown(it.platform.group)).toEqual(["elsewhere"]);
  });

  test("a revoked token ends the channel, and replies wait for a new one", async () => {
    const { it, timing, api, direct, greet } = await begin();
    await using _ = it;
    const channel = await greet();
    await it.platform.revokeToken();
    await it.platform.disconnect();
    api.reply(direct, "waits");
    let isOver = false;
    void channel.ended.then(() => {
      isOver = true;
    });
    await until(timing, () => isOver, "the end");
    expect(await channel.ended).toMatchObject({ name: "PlatformError", kind: "unauthorized" });
    expect(api.waiting()).toEqual(["waits"]);
    expect(api.dead()).toEqual([]);
  });
});
