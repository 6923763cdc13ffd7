/**
 * Several bots of one platform, each bound to an agent: real channel processes, one address for all fake bots.
 *
 * @requirement CHANNEL-12
 */
import { createFakeTelegram, TELEGRAM_PERSON, type TelegramMessage, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openBotsServer } from "./support/bots-server.js";
import { openChannelStage } from "./support/channel-stage.js";

const EVE = TELEGRAM_PERSON.id;
const CODE = /code: ([A-Z2-9]{8})$/m;
const buildToken = (n: number) => `12345678${n}:AAfakeTokenOfTheFakeTelegram_0123456789`;

async function openBots() {
  const own = await createFakeTelegram(buildToken(1));
  const coder = await createFakeTelegram(buildToken(2));
  const server = await openBotsServer([own, coder]);
  const stage = await openChannelStage("telegram", {
    bot_token: own.token,
    api_root: server.url,
    bots: { coder: { bot_token: coder.token }, second: { bot_token: buildToken(3), agent: "reviewer" } },
  });
  const shown = (bot: typeof own, fits: (message: TelegramMessage) => boolean) =>
    waitFor(() => bot.shown(EVE).find(fits), { what: "a message of the bot" });
  return {
    ...stage,
    own,
    coder,
    shown,
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      for (const open of [server, own, coder]) await open[Symbol.asyncDispose]();
    },
  };
}

test("a person pairs once, and each bot is the contact of its own agent", async () => {
  await using it = await openBots();
  const { own, coder, shown, stage } = it;
  const { client } = await it.start();
  coder.say(EVE, "hello");
  const pairing = await shown(coder, ({ text }) => CODE.test(text));
  await stage.cli(["pairing", "approve", CODE.exec(pairing.text)?.[1] ?? ""]);
  await shown(coder, ({ text }) => text.startsWith("You are approved"));
  // The same person needs no second approval on the platform's own bot.
  const first = own.say(EVE, "#demo say from the default agent");
  const second = coder.say(EVE, "#demo say from the bound agent");
  await shown(own, ({ replyTo, text }) => replyTo === first && text.includes("from the default agent"));
  await shown(coder, ({ replyTo, text }) => replyTo === second && text.includes("from the bound agent"));
  const runs = await client.call("listRuns", { query: {} });
  expect(runs.map(({ agent }) => agent).toSorted()).toEqual(["coder", "lead"]);
  // Whoever names another agent still reaches it.
  const third = coder.say(EVE, "@reviewer #demo say from the named agent");
  await shown(coder, ({ replyTo, text }) => replyTo === third && text.includes("from the named agent"));
  await client.call("revokePairing", { params: { channel: "telegram", senderId: String(EVE) } });
  const before = own.shown(EVE).length;
  own.say(EVE, "still there?");
  coder.say(EVE, "still there?");
  await waitFor(() => own.unconfirmed + coder.unconfirmed === 0, { what: "both messages to be read" });
  await waitFor(() => [own, coder].some((bot) => CODE.test(bot.shown(EVE).at(-1)?.text ?? "")));
  expect(own.shown(EVE).length - before).toBeLessThanOrEqual(1);
});

test("the state of each bot is told apart, and a bot that leaves the settings ends", async () => {
  await using it = await openBots();
  const { client } = await it.start();
  const states = async () => {
    const { channels } = await client.call("listChannels");
    return channels.filter(({ id }) => id.startsWith("telegram")).map(({ id, state }) => `${id} ${state}`);
  };
  await waitFor(async () => JSON.stringify(await states()) === JSON.stringify(EXPECTED), {
    what: "two bots that are connected, and one with a wrong token",
  });
  const shown = await it.stage.cli(["channel", "status"]);
  expect(shown.stdout).toMatch(/^telegram\.second +failed/m);
  await client.call("changeSettings", {
    body: { changes: [{ path: ["channels", "telegram", "bots", "coder"] }] },
  });
  await waitFor(async () => !(await states()).some((line) => line.startsWith("telegram.coder")), {
    what: "the removed bot to end",
  });
});

const EXPECTED = ["telegram connected", "telegram.coder connected", "telegram.second failed"];
