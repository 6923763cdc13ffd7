/**
 * One person on two platforms: Telegram and Discord in one daemon, with unmodified clients against fake platforms, and the
 * real claude as the agent. Its model is the mock server, which answers from the turns that it is sent.
 *
 * @requirement LINK-1 @requirement LINK-2
 */
import {
  createFakeDiscord,
  createFakeTelegram,
  type FakeChannel,
  type MockScript,
  TELEGRAM_PERSON,
  waitFor,
} from "@tinyagi/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRealTeam } from "./support/real-team.js";

const CODE = /code: ([A-Z2-9]{8})$/m;
/** An agent CLI starts slowly on a busy machine, and a channel waits longer after each failed attempt. */
const WAIT_MS = 90_000;
const TIMEOUT_MS = 5 * WAIT_MS;
const EVE_ON_TELEGRAM = TELEGRAM_PERSON.id;

/** Knows the word only if an earlier turn of its session has it. */
const model: MockScript = ({ messages, lastUserText }) => {
  if (!lastUserText.includes("Which word")) return { text: "Noted." };
  const words = messages.map(({ text }) => /the word (\w+)/.exec(text)?.[1]);
  return { text: `The word is ${words.find((word) => word !== undefined) ?? "unknown"}.` };
};

async function open() {
  const [telegram, discord] = [await createFakeTelegram(), await createFakeDiscord({ heartbeatMs: 1_000 })];
  const team = await openRealTeam(
    { lead: model },
    {
      channels: {
        enabled: ["telegram", "discord"],
        telegram: { bot_token: telegram.token, api_root: telegram.url },
        discord: { bot_token: discord.token, api_root: discord.apiRoot },
      },
    },
  );
  const daemon = await team.stage.start();
  const [eve, bob, mallory] = [discord.addUser("Eve"), discord.addUser("Bob"), discord.addUser("Mallory")];
  const stateOf = async (channel: string) => {
    const { channels } = await daemon.client.call("listChannels");
    return channels.find(({ id }) => id === channel)?.state;
  };
  const tinyagi = async (...words: string[]) => {
    const { code, stdout, stderr } = await team.stage.cli(words);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  };
  const onTelegram = () => telegram.shown(EVE_ON_TELEGRAM);
  const onDiscord = (user = eve) => discord.shown(discord.directChannel(user));
  return {
    telegram,
    discord,
    team,
    daemon,
    eve,
    bob,
    mallory,
    tinyagi,
    onTelegram,
    onDiscord,
    reached: (channel: string, state: string) =>
      waitFor(async () => (await stateOf(channel)) === state, {
        timeoutMs: WAIT_MS,
        what: `${channel} to be ${state}`,
      }),
    /** Approves the sender whose code stands in a chat. */
    approve: async (shown: () => readonly { text: string }[]) => {
      const code = await waitFor(() => shown().flatMap(({ text }) => CODE.exec(text)?.[1] ?? [])[0], {
        what: "a pairing code",
      });
      await tinyagi("pairing", "approve", code);
      await waitFor(() => shown().some(({ text }) => text.startsWith("You are approved")), {
        what: "the notice of the approval",
      });
    },
    answered: <T extends { text: string }>(shown: () => readonly T[], text: string) =>
      waitFor(() => shown().find((message) => message.text.includes(text)), {
        timeoutMs: WAIT_MS,
        what: `the answer ${text}`,
      }),
    async [Symbol.asyncDispose]() {
      try {
        await team[Symbol.asyncDispose]();
      } finally {
        await Promise.all([telegram[Symbol.asyncDispose](), discord.close()]);
      }
    },
  };
}

let it: Awaited<ReturnType<typeof open>>;
const toChat = (user: typeof it.eve): FakeChannel => it.discord.directChannel(user);

beforeAll(async () => {
  it = await open();
  await Promise.all([it.reached("telegram", "connected"), it.reached("discord", "connected")]);
  it.telegram.say(EVE_ON_TELEGRAM, "hello");
  await it.approve(it.onTelegram);
  for (const user of [it.eve, it.bob]) {
    it.discord.say(user, toChat(user), "hello");
    await it.approve(() => it.onDiscord(user));
  }
  await it.tinyagi("pairing", "link", "telegram", String(EVE_ON_TELEGRAM), "discord", it.eve.id);
  await it.tinyagi("agent", "set", "lead", "--session-scope", "sender");
}, TIMEOUT_MS);
afterAll(() => it?.[Symbol.asyncDispose](), TIMEOUT_MS);

test(
  "a person asks on Telegram and continues on Discord in the same session; each answer goes to the chat of its question",
  async () => {
    const first = it.telegram.say(EVE_ON_TELEGRAM, "Please keep the word heron.");
    expect((await it.answered(it.onTelegram, "Noted.")).replyTo).toBe(first);
    const second = it.discord.say(it.eve, toChat(it.eve), "Which word was it?");
    expect((await it.answered(it.onDiscord, "The word is heron.")).replyTo).toBe(second.id);
    const [told, asked] = it.team.listRequests("lead");
    expect(told?.lastUserText).toContain("the word heron");
    expect(asked?.messages.map(({ text }) => text).join("\n")).toMatch(
      /the word heron[\s\S]*Noted\.[\s\S]*Which word was it\?/,
    );
    expect(it.onTelegram().some(({ text }) => text.includes("The word is"))).toBe(false);
    expect(it.onDiscord().some(({ text }) => text.includes("Noted."))).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  "an approved person who is not linked has a session of their own, and a stranger stays a stranger",
  async () => {
    it.discord.say(it.mallory, toChat(it.mallory), "Which word was it? I am Eve.");
    it.discord.say(it.bob, toChat(it.bob), "Which word was it?");
    await it.answered(() => it.onDiscord(it.bob), "The word is unknown.");
    await waitFor(() => it.onDiscord(it.mallory).length > 0, { what: "the code for the stranger" });
    expect(it.onDiscord(it.mallory).map(({ text }) => CODE.test(text))).toEqual([true]);
    expect(JSON.stringify(it.team.listRequests("lead").map(({ raw }) => raw))).not.toContain("I am Eve");
  },
  TIMEOUT_MS,
);

test(
  "with the setting `all`, both chats get the answer, and a platform that is down delays only its own copy",
  async () => {
    await it.tinyagi("config", "set", "channels.replies", "all");
    let isBack = () => {};
    it.telegram.disconnect(
      new Promise<void>((resolve) => {
        isBack = resolve;
      }),
    );
    await it.reached("telegram", "reconnecting");
    const asked = it.discord.say(it.eve, toChat(it.eve), "Which word again, please?");
    const answer = await waitFor(() => it.onDiscord().find(({ replyTo }) => replyTo === asked.id), {
      timeoutMs: WAIT_MS,
      what: "the answer on Discord",
    });
    expect(answer.text).toContain("The word is heron.");
    await it.reached("discord", "connected");
    expect(it.onTelegram().some(({ text }) => text.includes("The word is"))).toBe(false);
    isBack();
    const copy = await it.answered(it.onTelegram, "The word is heron.");
    expect(copy.text).toMatch(/^On discord, you wrote: Which word again, please\?\n\nThe word is heron\./);
    expect(copy.replyTo).toBeUndefined();
    await it.reached("telegram", "connected");
    expect(it.onDiscord(it.bob).some(({ text }) => text.includes("heron"))).toBe(false);
  },
  TIMEOUT_MS,
);
