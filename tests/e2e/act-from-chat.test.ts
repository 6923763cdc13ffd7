/**
 * Every command of the table works on every channel, against fakes of the platforms; failures carry buttons; a mistyped
 * command costs nothing; what a notice names works as it is written.
 *
 * @requirement COMMAND-1 @requirement COMMAND-2 @requirement COMMAND-3
 */
import { CHAT_COMMANDS, type ChatCommandName } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openDiscordStage } from "./support/discord-stage.js";
import { openStage } from "./support/stage.js";
import { openTelegramStage } from "./support/telegram-stage.js";
import { openWhatsAppStage } from "./support/whatsapp-stage.js";

/** A person in a chat of one channel. */
interface Chat extends AsyncDisposable {
  readonly daemon: Daemon;
  say(text: string): Promise<unknown>;
  /** Waits for a message of the bot. */
  shown(fits: (text: string) => boolean): Promise<string>;
}

const STRANGE = "zzz";
/** What a person writes, and what the answer says. Commands that change much come last. */
const WRITTEN: Readonly<Record<Exclude<ChatCommandName, "restart">, readonly [string, RegExp]>> = {
  help: ["/help", /^Write @id and a text/],
  agent: ["/agent", /^Agents:/],
  team: ["/team", /^Teams:/],
  default: ["/default", /^No default agent is set/],
  status: ["/status", /^TinyAGI \d/],
  stop: ["/stop", /^You have nothing running/],
  pause: ["/pause", /^There is no running work to pause/],
  resume: ["/resume", /^Nothing is paused/],
  steer: ["/steer more", /^There is no running work to steer/],
  reset: ["/reset @lead", /^Reset (?:your session with )?@lead/],
  new: ["/new", /^Your next message to @lead begins a new session/],
  retry: ["/retry 999999", /^You have no message with this number/],
  why: ["/why 999999", /^You have no message with this number/],
  cancel: ["/cancel 999999", /^You have no message with this number/],
  tasks: ["/tasks", /^You have no open tasks/],
  schedule: ["/schedule every weekday at 9:00 @coder Write the report", /^Added for @coder\. Next: /],
  approvals: ["/approvals", /^Nothing waits for your decision/],
  approve: [`/approve ${STRANGE}`, /pairing code|No one is waiting|no request|code/i],
  deny: [`/deny ${STRANGE}`, /pairing code|No one is waiting|no request|code/i],
  answer: ["/answer ask_k7qx2m9p blue", /no approval|not found|no such/i],
  confirm: ["/confirm", /Nothing waits for a confirmation|works in a chat of a connected channel/],
  budget: ["/budget extend day --usd 0.001", /does not limit usd|^Raised|no budget day/],
  spend: ["/spend", /^Today: /],
  expose: ["/expose", /No tunnel to TinyOffice is open/],
  usage: ["/usage", /Providers:\s+\S+ none is paused/],
  trends: ["/trends", /^Last 30 days: /],
  artifacts: ["/artifacts", /^No agent has sent a file/],
  pull: ["/pull T-99", /task not found/],
  ask: ["/ask how do I connect telegram", /Telegram/],
  recall: ["/recall plans", /^Nothing found/],
  with: ["/with big-1", /\/with MODEL/],
  model: [
    "/model @coder big-1",
    /^@coder uses the model big-1 from its next run on.*To undo: \/model @coder default/s,
  ],
};

const CHANNELS: Readonly<Record<string, () => Promise<Chat>>> = {
  async telegram() {
    const it = await openTelegramStage();
    const daemon = await it.start();
    await it.pair();
    return {
      daemon,
      say: async (text) => it.fake.say(it.eve, text),
      shown: async (fits) => (await it.shown(({ text }) => fits(text))).text,
      [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
    };
  },
  async discord() {
    const it = await openDiscordStage();
    const daemon = await it.start();
    await it.reached("connected");
    await it.pair();
    return {
      daemon,
      say: async (text) => it.fake.say(it.eve, it.chat, text),
      shown: async (fits) => (await it.shown(({ text }) => fits(text))).text,
      [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
    };
  },
  async whatsapp() {
    const it = await openWhatsAppStage();
    const daemon = await it.start();
    await it.link();
    await it.pair();
    return {
      daemon,
      say: (text) => it.fake.say(it.eve, { text }),
      shown: async (fits) => (await it.shown(({ text }) => fits(text))).text,
      [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
    };
  },
  cli: () => local("cli"),
  web: () => local("web"),
};

/** TinyOffice and terminals hand commands in as every client does, and read the reply. */
async function local(channel: string): Promise<Chat> {
  const demo = (name: string) => ({ name, provider: "demo", model: "" });
  const stage = await openStage({
    settings: {
      default_agent: "lead",
      agents: { lead: demo("Lead"), coder: demo("Coder") },
      teams: { dev: { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" } },
    },
  });
  const daemon = await stage.start();
  const replies: string[] = [];
  return {
    daemon,
    async say(message) {
      const { reply } = await daemon.client.call("sendMessage", {
        body: { message, channel, sender: channel },
      });
      if (reply !== undefined) replies.push(reply);
    },
    shown: (fits) => waitFor(() => replies.find(fits), { what: "a reply" }),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

test("the table of this test names every command", () => {
  expect([...Object.keys(WRITTEN), "restart"].sort()).toEqual(Object.keys(CHAT_COMMANDS).sort());
});

describe.each(Object.keys(CHANNELS))("on %s", (channel) => {
  test("every command is answered, and a mistyped one names the nearest; none starts a run", async () => {
    await using chat = (await CHANNELS[channel]?.()) as Chat;
    for (const [text, answer] of Object.values(WRITTEN)) {
      await chat.say(text);
      await chat.shown((shown) => answer.test(shown));
    }
    await chat.say("/aprove X");
    await chat.shown((shown) => shown.includes("Did you mean /approve?"));
    await chat.say("/stop doing that");
    await chat.shown((shown) => shown.includes("/stop - cancel your open requests"));
    expect(await chat.daemon.client.call("listRuns", { query: {} })).toEqual([]);
    const settings = await chat.daemon.client.call("listAgents", {});
    expect(settings).toMatchObject({ coder: { model: "big-1" } });
  });
});

test("on Telegram a failure has buttons; they explain and retry", async () => {
  await using it = await openTelegramStage();
  const daemon = await it.start();
  await it.pair();
  const menu = await waitFor(() => it.fake.calls.find(({ method }) => method === "setMyCommands"), {
    what: "the menu of commands",
  });
  expect(JSON.stringify(menu)).toContain("schedule");
  it.fake.say(it.eve, "#demo fail invalid the model refuses");
  const failure = await it.shown(({ buttons }) => buttons.length > 0);
  const id = /\/retry (\d+)/.exec(failure.text)?.[1] ?? "";
  it.fake.press(failure.id, "❓ Why");
  await it.shown(({ text }) => text.startsWith(`Message ${id} for @lead`));
  it.fake.press(failure.id, "🔁 Retry");
  await it.shown(({ text }) => text === `Message ${id} for @lead runs again.`);
  expect((await daemon.client.call("listRuns", { query: {} })).length).toBeGreaterThan(1);
});
