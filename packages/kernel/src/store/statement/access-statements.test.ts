/** Who may write, call and run: senders, tokens, plugins, skills and default targets. */
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../fixture.js";
import { pairingRow } from "./fixture.js";

describe("senders", () => {
  test("a second row of a sender replaces the first in every column and keeps its id", async () => {
    await using store = createMemoryStore();
    const { pairings } = store;
    pairings.put(pairingRow("1"));
    const first = pairings.get("telegram", "1");
    const next = pairingRow("1", {
      sender: "Ana",
      state: "approved",
      role: "owner",
      code: null,
      created_at: 5,
      last_seen_at: 6,
      expires_at: null,
      approved_at: 7,
      approved_by: "cli",
    });
    pairings.put(next);
    expect(pairings.get("telegram", "1")).toEqual({ id: first?.id, ...next, linked_to: null, bot: null });
    expect(pairings.get("discord", "1")).toBeUndefined();
  });

  test("a code names a waiting sender, also after it expired, and never an approved one", async () => {
    await using store = createMemoryStore();
    const { pairings } = store;
    pairings.put(pairingRow("1", { expires_at: -1 }));
    pairings.put(pairingRow("2", { state: "approved" }));
    expect(pairings.byCode("CODE1")?.sender_id).toBe("1");
    expect([pairings.byCode("CODE2"), pairings.byCode("code1"), pairings.byCode("")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("only an approved sender gets a role", async () => {
    await using store = createMemoryStore();
    const { pairings } = store;
    pairings.put(pairingRow("1"));
    expect([pairings.setRole("telegram", "1", "owner"), pairings.hasApproved()]).toEqual([0, false]);
    pairings.put(pairingRow("1", { state: "approved" }));
    expect([pairings.setRole("telegram", "1", "owner"), pairings.hasApproved()]).toEqual([1, true]);
    expect(pairings.get("telegram", "1")?.role).toBe("owner");
    expect([pairings.remove("telegram", "1"), pairings.remove("telegram", "1")]).toEqual([1, 0]);
  });

  test("expired rows of one channel are removed at their time, approved ones never", async () => {
    await using store = createMemoryStore();
    const { pairings } = store;
    pairings.put(pairingRow("due", { expires_at: 100 }));
    pairings.put(pairingRow("later", { expires_at: 101 }));
    pairings.put(pairingRow("refused", { expires_at: 50, code: null }));
    pairings.put(pairingRow("approved", { expires_at: 1, state: "approved" }));
    pairings.put(pairingRow("unlimited", { expires_at: null }));
    pairings.put(pairingRow("other", { expires_at: 1, channel: "discord" }));
    expect(pairings.countWaiting("telegram")).toBe(3);
    expect(pairings.removeExpired("telegram", 100)).toBe(2);
    expect(pairings.list("pending", null, 10).map((row) => row.sender_id)).toEqual([
      "later",
      "unlimited",
      "other",
    ]);
    expect(pairings.countWaiting("telegram")).toBe(2);
  });

  test("are listed oldest first, of one channel or all, up to the limit", async () => {
    await using store = createMemoryStore();
    const { pairings } = store;
    for (const id of ["1", "2", "3"])
      pairings.put(pairingRow(id, { channel: id === "2" ? "web" : "telegram" }));
    pairings.seen(1, { sender: "New name", bot: null, last_seen_at: 9 });
    const listIds = (channel: string | null, limit = 10) =>
      pairings.list("pending", channel, limit).map((row) => row.sender_id);
    expect(listIds(null)).toEqual(["1", "2", "3"]);
    expect(listIds("telegram")).toEqual(["1", "3"]);
    expect(listIds("telegram", 1)).toEqual(["1"]);
    expect(pairings.list("approved", null, 10)).toEqual([]);
    expect(pairings.get("telegram", "1")).toMatchObject({ sender: "New name", last_seen_at: 9 });
  });
});

describe("tokens", () => {
  const token = (id: string, created_at: number) => ({
    id,
    channel: "web",
    digest: `digest ${id}`,
    created_at,
  });

  test("are found by digest alone and listed newest first without their digest", async () => {
    await using store = createMemoryStore();
    const { tokens } = store;
    tokens.insert(token("a", 1));
    tokens.insert(token("c", 2));
    tokens.insert(token("b", 2));
    expect(tokens.byDigest("digest a")).toMatchObject({ id: "a", last_used_at: null });
    expect(tokens.byDigest("a")).toBeUndefined();
    expect(tokens.list().map((row) => row.id)).toEqual(["b", "c", "a"]);
    expect(Object.keys(tokens.list()[0] ?? {})).toEqual(["id", "channel", "created_at", "last_used_at"]);
  });

  test("remember their last use, and a removed one is returned once", async () => {
    await using store = createMemoryStore();
    const { tokens } = store;
    tokens.insert(token("a", 1));
    tokens.used("a", 7);
    expect(tokens.remove("a")).toEqual({ ...token("a", 1), last_used_at: 7 });
    expect([tokens.remove("a"), tokens.byDigest("digest a")]).toEqual([undefined, undefined]);
  });
});

describe("approved plugins", () => {
  test("have one digest each: a second approval replaces the first", async () => {
    await using store = createMemoryStore();
    const { plugins } = store;
    plugins.put({ name: "b", digest: "one", approved_at: 1 });
    plugins.put({ name: "b", digest: "two", approved_at: 2 });
    plugins.put({ name: "a", digest: "x", approved_at: 3 });
    expect(plugins.get("b")).toEqual({ name: "b", digest: "two", approved_at: 2 });
    expect(plugins.names()).toEqual(["a", "b"]);
    expect([plugins.remove("b"), plugins.remove("b"), plugins.get("b")]).toEqual([1, 0, undefined]);
  });

  test("are listed by name up to one hundred", async () => {
    await using store = createMemoryStore();
    const names = Array.from({ length: 105 }, (_, n) => `p${200 - n}`);
    for (const name of names) store.plugins.put({ name, digest: "x", approved_at: 0 });
    expect(store.plugins.names()).toEqual(names.sort().slice(0, 100));
  });
});

test("an installed skill is kept per agent and name, and listed by name", async () => {
  await using store = createMemoryStore();
  const { skills } = store;
  const row = (agent_id: string, name: string, digest: string) => ({
    agent_id,
    name,
    ref: "bundled",
    digest,
    installed_at: 1,
  });
  for (const name of ["search", "browse"]) skills.put(row("coder", name, "one"));
  skills.put(row("writer", "search", "other"));
  skills.put(row("coder", "search", "two"));
  expect(skills.ofAgent("coder").map(({ name, digest }) => [name, digest])).toEqual([
    ["browse", "one"],
    ["search", "two"],
  ]);
  expect([skills.get("writer", "search")?.digest, skills.get("writer", "browse")]).toEqual([
    "other",
    undefined,
  ]);
});

test("a sender has one default target per channel", async () => {
  await using store = createMemoryStore();
  const { senderDefaults } = store;
  senderDefaults.set("web", "ana", { target: "coder", now: 1 });
  senderDefaults.set("web", "ana", { target: "@dev", now: 2 });
  senderDefaults.set("api", "ana", { target: "writer", now: 3 });
  expect([senderDefaults.get("web", "ana"), senderDefaults.get("web", "bob")]).toEqual(["@dev", undefined]);
  expect([senderDefaults.clear("web", "ana"), senderDefaults.clear("web", "ana")]).toEqual([1, 0]);
  expect([senderDefaults.get("web", "ana"), senderDefaults.get("api", "ana")]).toEqual([undefined, "writer"]);
});
