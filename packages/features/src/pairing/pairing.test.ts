import { SILENT_LOG } from "@tinyagi/base";
import { type JournalEvent, settingsSchema } from "@tinyagi/contracts";
import { createCodes, createJournal, reachedOn } from "@tinyagi/kernel";
import { expect, onTestFinished, test } from "vitest";
import { normalizeCode } from "../../../kernel/src/confirmations/code.js";
import { createTempStore, repeatingStore } from "../../../kernel/src/store/fixture.js";
import { DISMISSED_MS } from "./approve-sender.js";
import { CODE_TTL_MS, PENDING_MAX } from "./gate.js";
import { createPairing } from "./pairing.js";

function fixture() {
  const temp = createTempStore();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  const { store, clock } = temp;
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const events: JournalEvent[] = [];
  journal.subscribe((event) => events.push(event));
  const pairing = createPairing({ store, journal, clock, newCode: createCodes() });
  const gate = (senderId: string, sender = `name of ${senderId}`, channel = "telegram") =>
    pairing.gate({ channel, senderId }, { sender });
  const getCode = async (senderId: string, channel = "telegram"): Promise<string> => {
    const decision = await gate(senderId, senderId, channel);
    if (decision.kind !== "pending") throw new Error(`no code for ${senderId}: ${decision.kind}`);
    return decision.code;
  };
  const rows = () => store.db.prepare("SELECT count(*) FROM pairings").pluck().get();
  return { store, clock, events, pairing, gate, getCode, rows };
}
const NOT_FOUND = expect.objectContaining({ code: "NOT_FOUND" });
const LIMITED = expect.objectContaining({ code: "RATE_LIMITED" });

test("an approval says whether the sender waited for it, however long the approval itself takes", async () => {
  const it = fixture();
  // A busy machine: time passes between any two looks at the clock.
  const now = it.clock.now.bind(it.clock);
  it.clock.now = () => {
    it.clock.advance(1);
    return now();
  };
  const ann = { channel: "telegram", senderId: "ann" };
  await it.pairing.allow(ann, { by: "operator" });
  await it.pairing.allow(ann, { by: "operator", role: "member" });
  await it.pairing.approve(await it.getCode("eve"), { by: "operator" });
  await it.pairing.allow({ channel: "telegram", senderId: "eve" }, { by: "operator" });
  await it.getCode("mallory");
  await it.pairing.allow({ channel: "telegram", senderId: "mallory" }, { by: "operator" });
  const approvals = it.events.flatMap(({ type, data }) => (type === "pairing.approved" ? [data] : []));
  expect(approvals).toMatchObject([
    { senderId: "ann", waited: false },
    { senderId: "ann", waited: false },
    { senderId: "eve", waited: true },
    { senderId: "eve", waited: false },
    { senderId: "mallory", waited: true },
  ]);
});

/** @requirement PAIR-1 */
test("a stranger gets one code of eight unambiguous characters, then no answer, then a new code after an hour", async () => {
  const it = fixture();
  const codes: string[] = [];
  const contact = { sender: "Eve", onCode: (code: string) => codes.push(code) };
  const first = await it.pairing.gate({ channel: "discord", senderId: "7" }, contact);
  expect(first).toEqual({ kind: "pending", code: expect.stringMatching(/^[A-HJ-NP-Z2-9]{8}$/) });
  expect(await it.pairing.gate({ channel: "discord", senderId: "7" }, contact)).toEqual({ kind: "silent" });
  expect(codes).toHaveLength(1);
  it.clock.advance(CODE_TTL_MS - 1);
  expect(await it.pairing.gate({ channel: "discord", senderId: "7" }, contact)).toEqual({ kind: "silent" });
  it.clock.advance(1);
  await expect(it.pairing.approve(codes[0] ?? "", { by: "operator" })).rejects.toEqual(NOT_FOUND);
  expect(await it.pairing.gate({ channel: "discord", senderId: "7" }, contact)).toMatchObject({
    kind: "pending",
  });
  expect(codes[1]).not.toBe(codes[0]);
  expect(it.rows()).toBe(1);
});

test("a wrong code counts once, even if its write is repeated", async () => {
  const { store, clock } = fixture();
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const pairing = createPairing({ store: repeatingStore(store), journal, clock, newCode: createCodes() });
  for (let tries = 0; tries < 10; tries += 1)
    await expect(pairing.approve("AAAAAAAA", { by: "operator" })).rejects.toEqual(NOT_FOUND);
  await expect(pairing.approve("AAAAAAAA", { by: "operator" })).rejects.toEqual(LIMITED);
});

/**
 * Plugins process replies outside the write that queues them, so the write is undone and repeated. @requirement
 * PAIR-1
 */
test("a repeated write returns the same code and counts it once", async () => {
  const { store, clock } = fixture();
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const repeated = {
    ...store,
    async write<T>(work: () => T): Promise<T> {
      const undone = new Error("undone");
      for (let time = 0; time < 12; time += 1) {
        const attempt = store.write(() => {
          work();
          throw undone;
        });
        await expect(attempt).rejects.toBe(undone);
      }
      return store.write(work);
    },
  };
  const pairing = createPairing({ store: repeated, journal, clock, newCode: createCodes() });
  const codes = new Set<string>();
  const contact = { sender: "Eve", onCode: (code: string) => codes.add(code) };
  for (const senderId of ["1", "2", "3"])
    expect(await pairing.gate({ channel: "discord", senderId }, contact)).toMatchObject({ kind: "pending" });
  expect(codes.size).toBe(3);
});

/** @requirement PAIR-1 */
test("with three waiting strangers, a channel answers no further ones and stores nothing", async () => {
  const it = fixture();
  for (let n = 0; n < PENDING_MAX; n += 1) await it.getCode(`s${n}`);
  for (let n = 0; n < 50; n += 1) expect(await it.gate(`more${n}`)).toEqual({ kind: "silent" });
  expect(it.rows()).toBe(PENDING_MAX);
  expect(await it.gate("elsewhere", "x", "discord")).toMatchObject({ kind: "pending" });
  it.clock.advance(CODE_TTL_MS);
  expect(await it.gate("more1")).toMatchObject({ kind: "pending" });
});

test("dismissing strangers does not let a channel issue codes without limit", async () => {
  const it = fixture();
  let given = 0;
  for (let n = 0; n < 40; n += 1) {
    const decision = await it.gate(`s${n}`);
    if (decision.kind !== "pending") continue;
    given += 1;
    await it.pairing.dismiss(decision.code, { by: "operator" });
  }
  expect(given).toBe(12);
});

/** @requirement PAIR-1 */
test("the first approval makes an owner, later ones members, unless a role is given", async () => {
  const it = fixture();
  const first = await it.pairing.approve(await it.getCode("a"), { by: "operator" });
  const second = await it.pairing.approve(await it.getCode("b"), { by: "operator" });
  const third = await it.pairing.approve(await it.getCode("c"), { by: "operator", role: "owner" });
  expect([first.role, second.role, third.role]).toEqual(["owner", "member", "owner"]);
  expect(await it.gate("b")).toEqual({ kind: "approved", role: "member" });
  expect(it.pairing.findRole({ channel: "telegram", senderId: "b" })).toBe("member");
  expect(it.pairing.findRole({ channel: "discord", senderId: "b" })).toBeUndefined();
});

test("a code is accepted in any case, once, and only for its own channel if one is given", async () => {
  const it = fixture();
  const code = await it.getCode("a");
  await expect(it.pairing.approve(code, { by: "x", channel: "discord" })).rejects.toEqual(NOT_FOUND);
  await it.pairing.approve(` ${code.toLowerCase()} `, { by: "operator", channel: "telegram" });
  await expect(it.pairing.approve(code, { by: "operator" })).rejects.toEqual(NOT_FOUND);
});

/** @requirement PAIR-2 */
test("after ten wrong codes in a minute every code is refused for a while, even a right one", async () => {
  const it = fixture();
  const code = await it.getCode("a");
  for (let n = 0; n < 10; n += 1)
    await expect(it.pairing.approve(`wrong${n}`, { by: "x" })).rejects.toEqual(NOT_FOUND);
  await expect(it.pairing.approve(code, { by: "operator" })).rejects.toEqual(LIMITED);
  await expect(it.pairing.dismiss(code, { by: "operator" })).rejects.toEqual(LIMITED);
  it.clock.advance(60_001);
  expect(await it.pairing.approve(code, { by: "operator" })).toMatchObject({ sender_id: "a" });
});

test("text that does not look like a code is not quoted in the refusal", async () => {
  const it = fixture();
  await expect(it.pairing.approve("<script>", { by: "x" })).rejects.toThrow(/^Pairing code not found$/);
  await expect(it.pairing.approve("abcd2345", { by: "x" })).rejects.toThrow(/: ABCD2345$/);
});

test("a dismissed stranger gets no answer for a day", async () => {
  const it = fixture();
  await it.pairing.dismiss(await it.getCode("a"), { by: "operator" });
  it.clock.advance(CODE_TTL_MS + 1);
  expect(await it.gate("a")).toEqual({ kind: "silent" });
  expect(it.pairing.list(null).pending).toEqual([]);
  it.clock.advance(DISMISSED_MS);
  expect(await it.gate("a")).toMatchObject({ kind: "pending" });
});

test("a sender can be approved before the first message, and again without losing a role", async () => {
  const it = fixture();
  const key = { channel: "whatsapp", senderId: "49170@c.us" };
  expect(await it.pairing.allow(key, { by: "operator", role: "owner" })).toMatchObject({ role: "owner" });
  expect(await it.pairing.allow(key, { by: "operator" })).toMatchObject({ role: "owner" });
  expect(await it.pairing.gate(key, { sender: "Ann" })).toEqual({ kind: "approved", role: "owner" });
  expect(it.pairing.list("whatsapp").approved).toMatchObject([{ sender: "Ann" }]);
  expect(await it.pairing.setRole(key, { by: "operator", role: "member" })).toMatchObject({ role: "member" });
  await it.pairing.revoke(key, "operator");
  await expect(it.pairing.revoke(key, "operator")).rejects.toEqual(NOT_FOUND);
  await expect(it.pairing.setRole(key, { by: "operator", role: "owner" })).rejects.toEqual(NOT_FOUND);
  expect(await it.pairing.gate(key, { sender: "Ann" })).toMatchObject({ kind: "pending" });
});

test("simultaneous first messages of one stranger get one code", async () => {
  const it = fixture();
  const decisions = await Promise.all(Array.from({ length: 10 }, () => it.gate("a")));
  expect(decisions.filter((decision) => decision.kind === "pending")).toHaveLength(1);
});

test("many messages of an approved sender write nothing, and a new name is stored", async () => {
  const it = fixture();
  await it.pairing.allow({ channel: "telegram", senderId: "a" }, { by: "operator", sender: "Old" });
  const changes = () => it.store.db.prepare("SELECT total_changes()").pluck().get();
  await it.gate("a", "New");
  const before = changes();
  for (let n = 0; n < 20; n += 1) await it.gate("a", "New");
  expect(changes()).toBe(before);
  expect(it.pairing.list("telegram").approved).toMatchObject([{ sender: "New" }]);
});

/** @requirement PAIR-2 */
test("the journal records every step and never a code", async () => {
  const it = fixture();
  const a = await it.getCode("a");
  const b = await it.getCode("b");
  await it.pairing.approve(a, { by: "operator" });
  await it.pairing.dismiss(b, { by: "operator" });
  await it.pairing.setRole({ channel: "telegram", senderId: "a" }, { by: "operator", role: "member" });
  await it.pairing.revoke({ channel: "telegram", senderId: "a" }, "operator");
  expect(it.events.map((event) => event.type)).toEqual([
    "pairing.requested",
    "pairing.requested",
    "pairing.approved",
    "pairing.dismissed",
    "pairing.role_changed",
    "pairing.revoked",
  ]);
  const journal = JSON.stringify(it.events);
  expect(journal).not.toContain(a);
  expect(journal).not.toContain(b);
});

test("a person is one on all bots of a platform, and is reached on the bot written to last", async () => {
  const it = fixture();
  const code = await it.getCode("ann", "telegram.coder");
  // A second bot shows no second code: one approval counts for both.
  expect(await it.gate("ann", "Ann", "telegram.writer")).toEqual({ kind: "silent" });
  const approved = await it.pairing.approve(code, { by: "operator", channel: "telegram.writer" });
  expect(approved).toMatchObject({ channel: "telegram", bot: "coder" });
  expect(it.pairing.findRole({ channel: "telegram.coder", senderId: "ann" })).toBe("owner");
  await it.gate("ann", "Ann", "telegram.writer");
  const { channels } = settingsSchema.parse({
    channels: { telegram: { bot_token: "1:a", bots: { writer: {} } } },
  });
  expect(reachedOn(it.pairing.list(null).approved[0] ?? approved, { channels })).toBe("telegram.writer");
  await it.gate("ann", "Ann", "telegram");
  expect(reachedOn(it.pairing.list("telegram.coder").approved[0] ?? approved, { channels })).toBe("telegram");
  await it.pairing.revoke({ channel: "telegram.writer", senderId: "ann" }, "operator");
  for (const channel of ["telegram", "telegram.coder", "telegram.writer"])
    expect(it.pairing.findRole({ channel, senderId: "ann" })).toBeUndefined();
});

test("codes use 32 characters and differ", () => {
  const next = createCodes();
  const codes = new Set(Array.from({ length: 1_000 }, next));
  expect(codes.size).toBe(1_000);
  for (const code of codes) expect(normalizeCode(code)).toBe(code);
  expect([normalizeCode("ABCDEFG1"), normalizeCode("ABC"), normalizeCode("")]).toEqual([null, null, null]);
});
