/** @requirement REPORT-1 */

import { SILENT_LOG } from "@tinyagi/base";
import { settingsSchema } from "@tinyagi/contracts";
import { createJournal, ownerChat, reachedOn } from "@tinyagi/kernel";
import { afterEach, expect, test } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { createPairing } from "./pairing.js";

const TWO = { enabled: ["telegram", "discord"] };
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

function fixture() {
  const temp = createTempStore();
  open.push(temp);
  const { store, clock } = temp;
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const pairing = createPairing({ store, journal, clock, newCode: () => "ABCDEFGH" });
  return {
    pairing,
    allow: (channel: string, senderId: string, role: "owner" | "member" | "guest") =>
      pairing.allow({ channel, senderId }, { by: "test", role, sender: senderId }),
    /** A message a second later, as a channel hands it in. */
    async writes(channel: string, senderId: string) {
      clock.advance(1_000);
      await pairing.gate({ channel, senderId }, { sender: senderId });
    },
    chat(channels: Record<string, unknown> = TWO, ownBots: readonly string[] = []) {
      const { channels: parsed } = settingsSchema.parse({ channels });
      const found = ownerChat(store, { channels: parsed, ownBots: new Set(ownBots) });
      return found && `${found.channel}:${found.sender_id}`;
    },
  };
}

test("reports go to the chat in which an owner wrote last, to the second", async () => {
  const it = fixture();
  await it.allow("telegram", "ada", "owner");
  await it.allow("discord", "ada", "owner");
  expect(it.chat()).toBeUndefined();
  for (const channel of ["telegram", "discord", "telegram"]) {
    await it.writes(channel, "ada");
    expect(it.chat()).toBe(`${channel}:ada`);
  }
});

test("members and guests get no report, however much they write", async () => {
  const it = fixture();
  await it.allow("telegram", "ada", "owner");
  await it.writes("telegram", "ada");
  for (const role of ["member", "guest"] as const) {
    await it.allow("discord", role, role);
    await it.writes("discord", role);
  }
  expect(it.chat()).toBe("telegram:ada");
  expect(
    it.chat({ ...TWO, reports: "notify", notify: { channel: "discord", senderId: "member" } }),
  ).toBeUndefined();
});

test("who is no owner any more gets none from then on", async () => {
  const it = fixture();
  await it.allow("telegram", "ada", "owner");
  await it.allow("discord", "eve", "owner");
  await it.writes("telegram", "ada");
  await it.writes("discord", "eve");
  await it.pairing.setRole({ channel: "discord", senderId: "eve" }, { by: "test", role: "member" });
  expect(it.chat()).toBe("telegram:ada");
  await it.pairing.revoke({ channel: "telegram", senderId: "ada" }, "test");
  expect(it.chat()).toBeUndefined();
});

test("a channel that is turned off gets none: the next chat does", async () => {
  const it = fixture();
  await it.allow("telegram", "ada", "owner");
  await it.allow("discord", "ada", "owner");
  await it.writes("telegram", "ada");
  await it.writes("discord", "ada");
  expect(it.chat({ enabled: ["telegram"] })).toBe("telegram:ada");
  expect(it.chat({ enabled: [] })).toBeUndefined();
});

test("the settings choose another chat, or none", async () => {
  const it = fixture();
  await it.allow("telegram", "ada", "owner");
  await it.allow("discord", "ada", "owner");
  await it.writes("discord", "ada");
  const notify = { channel: "telegram", senderId: "ada" };
  expect(it.chat({ ...TWO, reports: "notify", notify })).toBe("telegram:ada");
  expect(it.chat({ ...TWO, reports: "notify" })).toBeUndefined();
  expect(it.chat({ ...TWO, reports: "none", notify })).toBeUndefined();
});

test("reports go to the bot that an owner wrote to last, and to another one when that is no more", async () => {
  const it = fixture();
  const enabled = ["telegram"];
  const bots = { coder: { bot_token: "2:b" }, help: { bot_token: "3:c" } };
  await it.allow("telegram", "ada", "owner");
  await it.writes("telegram.coder", "ada");
  const own = { bot_token: "1:a" };
  expect(it.chat({ enabled, telegram: { ...own, bots } })).toBe("telegram.coder:ada");
  expect(it.chat({ enabled, telegram: { ...own, bots: { help: bots.help } } })).toBe("telegram:ada");
  expect(it.chat({ enabled, telegram: { bots: { help: bots.help } } })).toBe("telegram.help:ada");
  expect(it.chat({ enabled, telegram: { bots: { help: bots.help } } }, ["telegram"])).toBe("telegram:ada");
  const notify = { channel: "telegram", senderId: "ada" };
  expect(it.chat({ enabled, reports: "notify", notify, telegram: { bots } })).toBe("telegram.coder:ada");
  expect(it.chat({ enabled })).toBe("telegram:ada");
  await it.writes("telegram", "ada");
  expect(it.chat({ enabled, telegram: { ...own, bots } })).toBe("telegram:ada");
  expect(it.chat({ enabled, telegram: { bots } })).toBe("telegram.coder:ada");
});

test("a bot of WhatsApp needs no key, and a channel that is not known keeps its name", () => {
  const { channels } = settingsSchema.parse({
    channels: { enabled: ["whatsapp"], whatsapp: { bots: { help: {} } } },
  });
  expect(reachedOn({ channel: "whatsapp", bot: "gone" }, { channels })).toBe("whatsapp");
  expect(reachedOn({ channel: "whatsapp", bot: "help" }, { channels })).toBe("whatsapp.help");
  expect(reachedOn({ channel: "signal", bot: "x" }, { channels })).toBe("signal.x");
});
