import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import {
  createCodes,
  createIds,
  createJournal,
  createOutbox,
  createPairing,
  createVirtualClock,
  NO_FAILPOINTS,
  openStore,
  SILENT_LOG,
} from "@tinyagi/core";
import { expect, onTestFinished, test } from "vitest";
import { startNotices } from "./notices.js";

const OPERATOR = { channel: "telegram", senderId: "7" };
const APPROVED = "You are approved. Write your message again, or send /help.";

function open({ channels }: { channels: object } = { channels: { notify: OPERATOR } }) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-notices-"));
  const clock = createVirtualClock();
  const store = openStore({ path: join(folder, "tinyagi.db"), clock });
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const newId = createIds();
  const outbox = createOutbox({
    ...{ store, journal, clock, newId },
    filesOut: folder,
    failpoints: NO_FAILPOINTS,
  });
  const settings = settingsSchema.parse({ channels });
  const end = startNotices({
    ...{ store, journal, outbox, clock, newId, log: SILENT_LOG },
    settings: () => settings,
  });
  onTestFinished(async () => {
    end();
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const pairing = createPairing({ store, journal, clock, newCode: createCodes() });
  /** What waits in the outbox, oldest first. Writes run in order, so an empty one waits for those before it. */
  const queued = async (channel = OPERATOR.channel) => {
    await store.write(() => {});
    return store.outbox.pending(channel, 100).map(({ sender_id: to, message }) => ({ to, message }));
  };
  const stopped = (channel: string) =>
    store.write(() => journal.append("channel.changed", { channel, state: "failed", reason: "revoked" }));
  return { clock, store, journal, outbox, pairing, queued, stopped, end };
}

test("a stranger who waited is notified of the approval, once, and nobody else", async () => {
  const it = open();
  const decision = await it.pairing.gate({ channel: "discord", senderId: "eve" }, { sender: "Eve" });
  await it.pairing.approve(decision.kind === "pending" ? decision.code : "", { by: "operator" });
  await it.pairing.allow({ channel: "discord", senderId: "eve" }, { by: "operator", role: "owner" });
  await it.pairing.allow({ channel: "discord", senderId: "never-wrote" }, { by: "operator" });
  expect(await it.queued("discord")).toEqual([{ to: "eve", message: APPROVED }]);
});

test("a person who is approved before the first message gets no notice, however slow the approval is", async () => {
  const it = open();
  const now = it.clock.now.bind(it.clock);
  it.clock.now = () => {
    it.clock.advance(1);
    return now();
  };
  await it.pairing.allow({ channel: "discord", senderId: "ann" }, { by: "operator" });
  await it.pairing.allow({ channel: "discord", senderId: "ann" }, { by: "operator", role: "member" });
  expect(await it.queued("discord")).toEqual([]);
});

test("the chat that the settings name gets notices of other channels, and none of its own", async () => {
  const it = open();
  await it.stopped("discord");
  await it.stopped("telegram");
  expect(await it.queued()).toEqual([{ to: "7", message: "The channel discord stopped: revoked" }]);
});

test("without a chat in the settings, nothing is queued", async () => {
  const it = open({ channels: {} });
  await it.stopped("discord");
  expect(await it.queued()).toEqual([]);
});

test("a notice that cannot be delivered causes no further notice", async () => {
  const it = open();
  await it.stopped("discord");
  for (let tries = 0; tries < 3; tries += 1) {
    const [claimed] = await it.outbox.claim({ channel: "telegram", limit: 1, leaseMs: 60_000 });
    if (claimed === undefined) break;
    await it.outbox.fail(claimed.id, { error: "blocked", permanent: true });
  }
  expect(await it.queued()).toEqual([]);
});

test("a reply that a channel gave up is named, but not repeated", async () => {
  const it = open();
  const reply = { conversationId: null, messageId: "m1", sender: "Eve", senderId: "eve", agent: null };
  const id = await it.store.write(() =>
    it.outbox.add({
      ...reply,
      ...{ channel: "discord", message: "the secret plan", originalMessage: "", files: [], metadata: null },
    }),
  );
  await it.outbox.claim({ channel: "discord", limit: 1, leaseMs: 60_000 });
  await it.outbox.fail(id, { error: "the bot was blocked", permanent: true });
  expect(await it.queued()).toEqual([
    { to: "7", message: "A reply on discord was not delivered after 1 attempt: the bot was blocked" },
  ]);
});

test("of a flood of problems ten are sent every ten minutes, however long it lasts", async () => {
  const it = open();
  for (let n = 0; n < 60; n += 1) {
    await it.stopped("discord");
    await it.stopped("whatsapp");
    it.clock.advance(60_000);
  }
  expect(await it.queued()).toHaveLength(60);
});

test("after its end nothing is queued", async () => {
  const it = open();
  it.end();
  await it.stopped("discord");
  expect(await it.queued()).toEqual([]);
});
