/** @requirement REPORT-1 */
import { settingsSchema } from "@tinyagi/contracts";
import { afterEach, expect, test } from "vitest";
import { SILENT_LOG } from "../base/log.js";
import { createJournal } from "../journal/journal.js";
import { createPairing } from "../pairing/pairing.js";
import { createTempStore } from "../store/fixture.js";
import { ownerChat } from "./owner-chat.js";

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
    chat(channels: Record<string, unknown> = TWO) {
      const found = ownerChat(store, settingsSchema.parse({ channels }));
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
