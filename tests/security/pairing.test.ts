/**
 * Strangers who try to get in without approval: with a code of another channel, another's name, their own approval.
 * T21 of the threat list. `tests/e2e/pairing.test.ts` tests floods and guesses, `features/src/pairing` expired codes.
 *
 * @requirement PAIR-1 @requirement PAIR-2
 */
import { type Client, createClient } from "@tinyagi/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

let stage: Stage;
let daemon: Daemon;
let telegram: Client;
let discord: Client;

type Said = { message: string; senderId: string; sender?: string };
const say = (client: Client, channel: string, { message, senderId, sender = senderId }: Said) =>
  client.call("sendMessage", { body: { message, channel, sender, senderId } });

async function channelOf(channel: string): Promise<Client> {
  const { token } = await daemon.client.call("createToken", { body: { channel } });
  return createClient({ baseUrl: daemon.client.baseUrl, token });
}

async function getCode(channel: string, senderId: string): Promise<string> {
  const { pending } = await daemon.client.call("listPairings");
  return pending.find((row) => row.channel === channel && row.senderId === senderId)?.code ?? "";
}
const approved = async () =>
  (await daemon.client.call("listPairings")).approved.map(({ senderId }) => senderId);
const runs = async () => (await daemon.client.call("listRuns", { query: {} })).length;

beforeAll(async () => {
  stage = await openStage({
    settings: { agents: { coder: { name: "Coder", provider: "demo", model: "" } } },
  });
  daemon = await stage.start();
  telegram = await channelOf("telegram");
  discord = await channelOf("discord");
  await daemon.client.call("allowSender", {
    body: { channel: "telegram", senderId: "owner-1", sender: "Ada", role: "owner" },
  });
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

test("a stranger cannot let itself in, neither by its own code nor by the channel's token", async () => {
  await say(telegram, "telegram", { message: "hi", senderId: "eve" });
  const code = await getCode("telegram", "eve");
  expect(code).toMatch(/^[A-Z2-9]{8}$/);
  for (const message of [`/approve ${code} owner`, `!approve ${code}`, `@coder /approve ${code}`])
    expect(await say(telegram, "telegram", { message, senderId: "eve" })).toMatchObject({
      pairing: "blocked",
    });
  await expect(telegram.call("approvePairing", { body: { code } })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  // What a channel may read of the list holds no code.
  expect(JSON.stringify(await telegram.call("listPairings"))).not.toContain(code);
  expect(await approved()).toEqual(["owner-1"]);
  expect(await runs()).toBe(0);
});

test("a borrowed name or an id of another channel gives no access", async () => {
  for (const sender of ["Ada", "owner-1"])
    expect(
      await say(telegram, "telegram", { message: "/restart", senderId: `spy-${sender}`, sender }),
    ).toMatchObject({ agents: [], pairing: expect.any(String) });
  expect(
    await say(discord, "discord", { message: "/restart", senderId: "owner-1", sender: "Ada" }),
  ).toMatchObject({ agents: [], pairing: expect.any(String) });
  expect(await approved()).toEqual(["owner-1"]);
  expect(await runs()).toBe(0);
});

test("an owner of one channel approves no one on another channel, and a member approves no one", async () => {
  const code = await getCode("discord", "owner-1");
  expect(code).not.toBe("");
  const refused = await say(telegram, "telegram", { message: `/approve ${code}`, senderId: "owner-1" });
  expect(refused.reply).toContain("not found");
  await daemon.client.call("allowSender", {
    body: { channel: "telegram", senderId: "member-1", role: "member" },
  });
  const own = await getCode("telegram", "eve");
  const member = await say(telegram, "telegram", { message: `/approve ${own}`, senderId: "member-1" });
  expect(member.reply).toContain("Only an owner");
  expect((await approved()).sort()).toEqual(["member-1", "owner-1"]);
  expect(await runs()).toBe(0);
});
