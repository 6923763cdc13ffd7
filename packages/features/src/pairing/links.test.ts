import { SILENT_LOG } from "@tinyagi/base";
import type { JournalEvent } from "@tinyagi/contracts";
import { createCodes, createJournal, type SenderKey, toPersonKey } from "@tinyagi/kernel";
import { expect, onTestFinished, test } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { PERSON_SENDERS_MAX } from "./links.js";
import { createPairing } from "./pairing.js";

async function fixture(...approved: readonly string[]) {
  const temp = createTempStore();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  const { store, clock } = temp;
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const events: JournalEvent[] = [];
  journal.subscribe((event) => events.push(event));
  const pairing = createPairing({ store, journal, clock, newCode: createCodes() });
  for (const name of approved) await pairing.allow(toKey(name), { by: "operator", role: "member" });
  return {
    store,
    events,
    pairing,
    link: (first: string, added: string) => pairing.link(toKey(first), toKey(added), "operator"),
    unlink: (name: string) => pairing.unlink(toKey(name), "operator"),
    /** The first sender of each one's person. */
    persons: (...names: readonly string[]) =>
      names.map((name) => {
        const person = toPersonKey(store, { ...toKey(name), sender: "Ann" });
        return `${person.channel}:${person.senderKey}`;
      }),
  };
}

/** @param name such as `telegram:1` */
function toKey(name: string): SenderKey {
  const [channel = "", senderId = ""] = name.split(":");
  return { channel, senderId };
}

const problem = (code: string) => expect.objectContaining({ code });

/** @requirement LINK-1 */
test("linked senders are one person, who is known by the sender that was named first", async () => {
  const it = await fixture("telegram:1", "discord:2", "whatsapp:3", "telegram:9");
  const all = ["telegram:1", "discord:2", "whatsapp:3", "telegram:9"];
  expect(it.persons(...all)).toEqual(all);
  await it.link("telegram:1", "discord:2");
  await it.link("discord:2", "whatsapp:3");
  expect(it.persons(...all)).toEqual(["telegram:1", "telegram:1", "telegram:1", "telegram:9"]);
  expect(it.events.filter(({ type }) => type === "pairing.linked").map(({ data }) => data)).toEqual([
    { ...toKey("discord:2"), linkedTo: toKey("telegram:1"), by: "operator" },
    { ...toKey("whatsapp:3"), linkedTo: toKey("discord:2"), by: "operator" },
  ]);
});

test("linking again, in either order, changes nothing", async () => {
  const it = await fixture("telegram:1", "discord:2");
  await it.link("telegram:1", "discord:2");
  await it.link("telegram:1", "discord:2");
  await it.link("discord:2", "telegram:1");
  expect(it.persons("telegram:1", "discord:2")).toEqual(["telegram:1", "telegram:1"]);
  expect(it.events.filter(({ type }) => type === "pairing.linked")).toHaveLength(1);
});

test("linking two persons brings all senders of the second one along", async () => {
  const it = await fixture("a:1", "b:2", "c:3", "d:4");
  await it.link("a:1", "b:2");
  await it.link("c:3", "d:4");
  await it.link("b:2", "d:4");
  expect(it.persons("a:1", "b:2", "c:3", "d:4")).toEqual(Array(4).fill("a:1"));
});

/** @requirement LINK-1 */
test("a link changes no role", async () => {
  const it = await fixture("telegram:1", "discord:2");
  await it.pairing.setRole(toKey("telegram:1"), { by: "operator", role: "owner" });
  await it.link("telegram:1", "discord:2");
  expect(["telegram:1", "discord:2"].map((name) => it.pairing.findRole(toKey(name)))).toEqual([
    "owner",
    "member",
  ]);
});

test("a sender who is not approved, the same sender twice, and too many senders are refused", async () => {
  const many = Array.from({ length: PERSON_SENDERS_MAX + 1 }, (_, n) => `telegram:${n}`);
  const it = await fixture(...many);
  await it.pairing.gate(toKey("discord:7"), { sender: "Eve" });
  await expect(it.link("telegram:1", "discord:7")).rejects.toEqual(problem("NOT_FOUND"));
  await expect(it.link("discord:8", "telegram:1")).rejects.toEqual(problem("NOT_FOUND"));
  await expect(it.link("telegram:1", "telegram:1")).rejects.toEqual(problem("INVALID_INPUT"));
  for (const name of many.slice(1, PERSON_SENDERS_MAX)) await it.link("telegram:0", name);
  await expect(it.link("telegram:0", many.at(-1) ?? "")).rejects.toEqual(problem("INVALID_INPUT"));
});

test("a sender that leaves is a person of its own; the others stay together, also without their first one", async () => {
  const it = await fixture("a:1", "b:2", "c:3");
  const all = ["a:1", "b:2", "c:3"];
  await it.link("a:1", "b:2");
  await it.link("a:1", "c:3");
  await it.unlink("a:1");
  expect(it.persons(...all)).toEqual(["a:1", "b:2", "b:2"]);
  await expect(it.unlink("a:1")).rejects.toEqual(problem("CONFLICT"));
  await it.unlink("c:3");
  expect(it.persons(...all)).toEqual(all);
  await expect(it.unlink("b:2")).rejects.toEqual(problem("CONFLICT"));
  await expect(it.unlink("d:4")).rejects.toEqual(problem("NOT_FOUND"));
  expect(it.events.filter(({ type }) => type === "pairing.unlinked")).toHaveLength(2);
});

/** @requirement LINK-1 */
test("whoever is revoked is linked to nobody, also after a later approval", async () => {
  const it = await fixture("a:1", "b:2", "c:3");
  await it.link("a:1", "b:2");
  await it.link("a:1", "c:3");
  await it.pairing.revoke(toKey("a:1"), "operator");
  expect(it.persons("b:2", "c:3")).toEqual(["b:2", "b:2"]);
  await it.pairing.allow(toKey("a:1"), { by: "operator" });
  expect(it.persons("a:1")).toEqual(["a:1"]);
});

test("a second approval keeps the link", async () => {
  const it = await fixture("a:1", "b:2");
  await it.link("a:1", "b:2");
  await it.pairing.allow(toKey("b:2"), { by: "operator", sender: "Ann" });
  expect(it.persons("b:2")).toEqual(["a:1"]);
});
