/**
 * Two platforms in one daemon: what happens to one is not felt by the other, and the status of both is true.
 *
 * @requirement CHANNEL-3
 */
import type { ChannelStatus } from "@tinyagi/contracts";
import { createFakeDiscord, createFakeTelegram, TELEGRAM_PERSON, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage } from "./support/stage.js";

const EVE = String(TELEGRAM_PERSON.id);

async function open() {
  const telegram = await createFakeTelegram();
  const discord = await createFakeDiscord({ firstAnswerMs: 60_000 });
  const bob = discord.addUser("Bob");
  const chat = discord.directChannel(bob);
  const stage = await openStage({
    settings: {
      default_agent: "lead",
      agents: { lead: { name: "Lead", provider: "demo", model: "" } },
      budgets: { day: { runs: 2, onLimit: "ask" } },
      channels: {
        enabled: ["telegram", "discord"],
        telegram: { bot_token: telegram.token, api_root: telegram.url },
        discord: { bot_token: discord.token, api_root: discord.apiRoot },
        notify: { channel: "discord", senderId: bob.id },
      },
    },
  });
  const { client } = await stage.start();
  for (const [channel, senderId] of [
    ["telegram", EVE],
    ["discord", bob.id],
  ] as const)
    await client.call("allowSender", { body: { channel, senderId, sender: "Owner", role: "owner" } });
  const status = async (id: string): Promise<ChannelStatus | undefined> =>
    (await client.call("listChannels")).channels.find((channel) => channel.id === id);
  const reached = (id: string, state: ChannelStatus["state"]) =>
    waitFor(
      async () => {
        const found = await status(id);
        return found?.state === state ? found : undefined;
      },
      { what: `${id} to be ${state}` },
    );
  const shown = (text: string) =>
    waitFor(() => discord.shown(chat).find((message) => message.text.includes(text)), { what: text });
  return {
    telegram,
    discord,
    bob,
    chat,
    stage,
    client,
    status,
    reached,
    shown,
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
      await discord.close();
    },
  };
}

test("a channel in a crash loop, and then without its token, does not disturb the other one", async () => {
  await using it = await open();
  const { telegram, discord, bob, chat, client, stage } = it;
  await it.reached("telegram", "connected");
  const { pid } = await it.reached("discord", "connected");

  for (let crashes = 1; crashes <= 3; crashes += 1) {
    process.kill((await it.reached("telegram", "connected")).pid ?? 0, "SIGKILL");
    await waitFor(async () => (await it.status("telegram"))?.crashes === crashes, { what: "the crash" });
  }
  discord.say(bob, chat, "#demo say not disturbed");
  await it.shown("not disturbed");

  await it.reached("telegram", "connected");
  telegram.revoke();
  telegram.disconnect();
  const failed = await it.reached("telegram", "failed");
  expect(failed).toMatchObject({ running: false, reason: expect.stringContaining("Unauthorized") });
  // The operator's chat is on the channel that works.
  await it.shown("The channel telegram stopped:");
  const body = { channel: "telegram", sender: "Eve", senderId: EVE, message: "waits" };
  await client.call("createResponse", { body });
  expect(await it.status("telegram")).toMatchObject({ waiting: 1 });
  expect(await it.status("discord")).toMatchObject({ state: "connected", crashes: 0, pid });
  const { code, stdout } = await stage.cli(["channel", "status"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/telegram.*failed/);
  expect(stdout).toMatch(/discord.*connected/);
  discord.say(bob, chat, "/status");
  await waitFor(() => discord.shown(chat).length >= 3, { what: "the answer" });
});

test("on Discord a decision counts once; a second press changes nothing, and its person is told", async () => {
  await using it = await open();
  const { discord, bob, chat, client } = it;
  await it.reached("discord", "connected");
  for (const text of ["one", "two"]) {
    discord.say(bob, chat, `#demo say ${text}`);
    await it.shown(text);
  }
  discord.say(bob, chat, "#demo say third");
  const asked = await waitFor(() => discord.shown(chat).find(({ buttons }) => buttons.length > 0), {
    what: "the request",
  });
  expect(asked.buttons).toEqual(["✅ Approve", "⛔ Deny"]);
  const mallory = discord.press(discord.addUser("Mallory"), asked.id, "✅ Approve");
  const first = discord.press(bob, asked.id, "✅ Approve");
  const again = discord.press(bob, asked.id, "✅ Approve");
  const other = discord.press(bob, asked.id, "⛔ Deny");
  await it.shown("third");
  await waitFor(() => [first, again, other].every(({ notes }) => notes.length === 1), { what: "all notes" });
  expect(first.notes[0]).toMatch(/^Approved\./);
  for (const { notes } of [again, other]) expect(notes[0]).toMatch(/^This was approved before/);
  await waitFor(() => mallory.answered !== undefined, { what: "the press of a stranger to be taken" });
  expect(mallory.notes).toEqual([]);
  await waitFor(() => discord.shown(chat).every(({ buttons }) => buttons.length === 0), {
    what: "the buttons to go",
  });
  const { approvals } = await client.call("listApprovals", { query: { status: "all" } });
  expect(approvals).toMatchObject([{ status: "approved" }]);
});
