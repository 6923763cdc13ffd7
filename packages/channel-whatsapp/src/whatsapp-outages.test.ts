/** What networks and the daemon do wrong, seen by a whole WhatsApp channel. Hours pass on a virtual clock. */
import { SYSTEM_TIMING } from "@tinyagi/channels";
import { waitFor } from "@tinyagi/testkit";
import { expect, onTestFinished, test } from "vitest";
import { createVirtualTiming } from "../../channels/src/base/virtual-timing.js";
import { createFakeApi, startChannel } from "../../channels/src/channel/fixture.js";
import { openWhatsAppSubject } from "./fixture.js";

/** The watchdog of a connection waits for real frames, so it keeps the real clock. */
const WATCHDOG_MS = 30_000;

async function begin() {
  const virtual = createVirtualTiming();
  const timing = {
    ...virtual,
    sleep: (ms: number, signal: AbortSignal) =>
      ms === WATCHDOG_MS ? SYSTEM_TIMING.sleep(ms, signal) : virtual.sleep(ms, signal),
  };
  const it = await openWhatsAppSubject({ timing });
  onTestFinished(() => it[Symbol.asyncDispose]());
  const api = createFakeApi(timing);
  const channel = startChannel({ adapter: it.adapter, api, timing });
  await channel.reached("connected");
  const { fake, eve } = it;
  const until = (condition: () => unknown, what: string) =>
    waitFor(
      async () => {
        await virtual.pass(1_000);
        return condition();
      },
      { what },
    );
  return { it, fake, eve, timing: virtual, api, channel, until };
}

/** @requirement CHANNEL-3 */
test.each([
  ["1 second", 1_000],
  ["10 minutes", 600_000],
  ["3 hours", 3 * 3_600_000],
])("an outage of %s loses nothing, keeps the order and counts against no reply", async (_time, ms) => {
  const { fake, eve, timing, api, channel, until } = await begin();
  await fake.say(eve, { text: "zero" });
  await waitFor(() => api.accepted.length === 1, { what: "the first message" });
  fake.faults.refusesConnections = true;
  fake.faults.drop();
  await channel.reached("reconnecting");
  for (const text of ["one", "two", "three"]) await fake.say(eve, { text });
  for (const text of ["first", "second"]) api.reply(eve.jid, text);
  await timing.pass(ms);
  expect(channel.states.at(-1)).toMatchObject({ state: "reconnecting", reason: expect.stringMatching(/./) });
  expect(api.waiting()).toEqual(["first", "second"]);
  fake.faults.refusesConnections = false;
  await until(() => api.accepted.length === 4, "the messages of the outage");
  await until(() => api.waiting().length === 0, "the replies to be acknowledged");
  expect(api.accepted).toEqual(["zero", "one", "two", "three"]);
  expect(fake.view.shown(eve.jid).map(({ text }) => text)).toEqual(["first", "second"]);
  expect(api.failures.filter(({ release }) => release !== true)).toEqual([]);
  // Its attempts wait on the virtual clock, so time must pass until one succeeds.
  await until(() => channel.states.at(-1)?.state === "connected", "the connection");
});

/** @requirement CHANNEL-3 */
test("while TinyAGI is down, messages wait at WhatsApp, also over a restart of the channel", async () => {
  const { it, fake, eve, timing, api, channel, until } = await begin();
  api.isDown = true;
  for (const text of ["one", "two"]) await fake.say(eve, { text });
  await timing.pass(600_000);
  await channel.stop();
  await fake.say(eve, { text: "three" });
  const next = startChannel({ adapter: it.reopen(), api, timing });
  await timing.pass(60_000);
  expect(api.accepted).toEqual([]);
  api.isDown = false;
  await until(() => api.accepted.length === 3, "all messages");
  await until(() => next.states.at(-1)?.state === "connected", "the connection");
  expect(api.accepted).toEqual(["one", "two", "three"]);
});
