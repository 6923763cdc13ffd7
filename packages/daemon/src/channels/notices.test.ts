import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createVirtualClock, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import { type ChannelState, settingsSchema } from "@tinyagi/contracts";
import { createPairing } from "@tinyagi/features";
import { createCodes, createJournal, createOutbox, openStore } from "@tinyagi/kernel";
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
    store,
    journal,
    clock,
    newId,
    filesOut: folder,
    failpoints: NO_FAILPOINTS,
  });
  const settings = settingsSchema.parse({ channels });
  /** Channels on which messages pass. */
  const connected = new Set(["telegram", "discord"]);
  const end = startNotices({
    store,
    journal,
    outbox,
    clock,
    newId,
    log: SILENT_LOG,
    settings: () => settings,
    isConnected: (channel) => connected.has(channel),
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
  const become = (channel: string, state: ChannelState, reason = "no network") =>
    store.write(() => journal.append("channel.changed", { channel, state, reason }));
  return { clock, connected, become, store, journal, outbox, pairing, queued, stopped, end };
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

/** @requirement APPROVAL-3 */
test("an approval of another channel is shown with all that is needed to decide it", async () => {
  const it = open();
  const approval = {
    kind: "permission",
    id: "ask_k7qx2m9p",
    run_id: "",
    message_row_id: 1,
    conversation_id: "conv_1",
    agent_id: "coder",
    title: "Use the tool Bash",
    detail: "rm -rf *",
    options: null,
    preview: null,
    digest: "d".repeat(64),
    created_at: 0,
    expires_at: 9,
    subject: null,
  } as const;
  const { id: approvalId, kind, title, detail, digest } = approval;
  await it.store.write(() => {
    it.store.approvals.insert(approval);
    it.journal.append("approval.requested", {
      approvalId,
      kind,
      agent: "coder",
      title,
      detail,
      digest,
      expiresAt: 9,
    });
  });
  expect((await it.queued())[0]?.message).toMatch(
    /> Use the tool Bash\n> rm -rf \*\n[\s\S]*\/approve ask_k7qx2m9p/,
  );
  const [reply] = await it.outbox.pending("telegram", 1);
  expect(reply).toMatchObject({
    approval: { id: approvalId, kind },
    notice: { id: approvalId, agent: "coder", detail: "rm -rf *" },
  });
});

/** @requirement CHANNEL-3 */
test("an outage that lasts is reported once, in the operator's chat", async () => {
  const it = open();
  await it.become("discord", "reconnecting");
  it.clock.advance(600_000);
  await it.become("discord", "reconnecting", "still no network");
  it.clock.advance(600_000);
  expect(await it.queued()).toEqual([
    {
      to: "7",
      message: expect.stringContaining("The channel discord has not worked for 10 minutes: no network"),
    },
  ]);
});

/** @requirement CHANNEL-3 */
test("what is wrong with the operator's own channel is said on another one that works, to an owner", async () => {
  const it = open();
  const by = "operator";
  await it.pairing.allow({ channel: "telegram", senderId: "7" }, { by, role: "owner" });
  await it.pairing.allow({ channel: "discord", senderId: "member" }, { by, role: "member" });
  await it.pairing.allow({ channel: "whatsapp", senderId: "boss" }, { by, role: "owner" });
  await it.stopped("telegram");
  expect(await it.queued("whatsapp")).toEqual([]);
  it.connected.add("whatsapp");
  await it.pairing.allow({ channel: "web", senderId: "browser" }, { by, role: "owner" });
  await it.stopped("telegram");
  for (let crashes = 0; crashes < 5; crashes += 1) await it.become("telegram", "crashed", "it broke");
  expect(await it.queued("whatsapp")).toEqual([
    { to: "boss", message: "The channel telegram stopped: revoked" },
    { to: "boss", message: expect.stringContaining("ended 5 times within 10 minutes: it broke") },
  ]);
  expect(await it.queued("telegram")).toEqual([]);
  expect(await it.queued("discord")).toEqual([]);
});

test("the same person on another channel is notified before other owners", async () => {
  const it = open();
  for (const [channel, senderId] of [
    ["telegram", "7"],
    ["whatsapp", "other"],
    ["discord", "me"],
  ] as const)
    await it.pairing.allow({ channel, senderId }, { by: "operator", role: "owner" });
  it.connected.add("whatsapp");
  await it.pairing.link(
    { channel: "telegram", senderId: "7" },
    { channel: "discord", senderId: "me" },
    "operator",
  );
  await it.stopped("telegram");
  expect(await it.queued("discord")).toEqual([
    { to: "me", message: "The channel telegram stopped: revoked" },
  ]);
  expect(await it.queued("whatsapp")).toEqual([]);
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
      channel: "discord",
      message: "the secret plan",
      originalMessage: "",
      files: [],
      metadata: null,
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

test("a backup that fails is told to the owner who wrote last, also where no chat is named for notices", async () => {
  const it = open({ channels: { enabled: ["telegram"] } });
  await it.pairing.allow({ channel: "telegram", senderId: "7" }, { by: "operator", role: "owner" });
  await it.pairing.allow({ channel: "telegram", senderId: "8" }, { by: "operator", role: "member" });
  it.clock.advance(1);
  for (const senderId of ["7", "8"])
    await it.pairing.gate({ channel: "telegram", senderId }, { sender: senderId });
  const reason = "The folder /mnt/disk does not exist. Connect its disk, or create it.";
  await it.store.write(() =>
    it.journal.append("backup.failed", { stage: "copy", reason, place: "/mnt/disk" }),
  );
  await it.store.write(() => it.journal.append("budget.exceeded", {} as never));
  expect(await it.queued()).toEqual([
    { to: "7", message: expect.stringContaining(`could not be copied to /mnt/disk: ${reason}`) },
  ]);
});

test("where only further bots are left, one of them brings the notices", async () => {
  const telegram = { bots: { coder: { bot_token: "2:b" } } };
  const it = open({ channels: { enabled: ["telegram"], notify: OPERATOR, telegram } });
  await it.stopped("discord");
  expect(await it.queued("telegram")).toEqual([]);
  expect(await it.queued("telegram.coder")).toHaveLength(1);
  it.connected.delete("telegram");
  await it.stopped("telegram.coder");
  expect(await it.queued("telegram.coder")).toHaveLength(1);
});

test("a reply that fails in the own chat is no notice there, whichever bot had it", async () => {
  const telegram = { bot_token: "1:a", bots: { coder: { bot_token: "2:b" } } };
  const it = open({ channels: { enabled: ["telegram"], notify: OPERATOR, telegram } });
  await it.store.write(() =>
    it.outbox.add({
      conversationId: null,
      messageId: "m",
      channel: "telegram.coder",
      sender: "Op",
      senderId: "7",
      message: "x",
      originalMessage: "",
      agent: null,
      files: [],
      metadata: null,
    }),
  );
  const [row] = it.store.outbox.pending("telegram.coder", 1);
  await it.store.write(() =>
    it.journal.append("reply.failed", {
      outboxId: row?.id ?? 0,
      channel: "telegram.coder",
      attempts: 1,
      error: "gone",
      dead: true,
    }),
  );
  expect(await it.queued("telegram")).toEqual([]);
});
