import { REPLY_LEASE_MAX_MS, REPLY_WAIT_MAX_MS } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../fixture.js";
import type { Store } from "../store.js";
import { replyRow } from "./fixture.js";

const NOW = 1_000_000_000;
const claimAt = (store: Store, now: number, limit = 10, channel = "discord") =>
  store.outbox.claim({ channel, limit, now, leaseUntil: now + 100 }).map((row) => row.id);
const add = (store: Store, count: number, changes: object = {}) =>
  Array.from({ length: count }, (_, n) =>
    store.outbox.insert(replyRow(`k${n}${JSON.stringify(changes)}`, changes)),
  );

describe("claiming replies", () => {
  test("takes the oldest of one channel, up to the limit, and counts the attempt", async () => {
    await using store = createMemoryStore();
    const ids = add(store, 3);
    const [other] = add(store, 1, { channel: "web" });
    expect(claimAt(store, NOW, 2)).toEqual(ids.slice(0, 2));
    expect(store.outbox.get(1)).toMatchObject({ status: "claimed", attempts: 1, lease_until: NOW + 100 });
    expect(store.outbox.get(3)).toMatchObject({ status: "pending", attempts: 0, lease_until: null });
    expect(claimAt(store, NOW, 2, "web")).toEqual([other]);
  });

  test("stops before a reply that waits, so that no later one overtakes it", async () => {
    await using store = createMemoryStore();
    const ids = add(store, 3);
    store.outbox.retry(ids[1] ?? 0, { attempts: 1, notBefore: NOW + 50, error: "slow" });
    expect(claimAt(store, NOW)).toEqual([ids[0]]);
    store.outbox.ack(ids[0] ?? 0, NOW);
    expect(claimAt(store, NOW + 49)).toEqual([]);
    expect(claimAt(store, NOW + 50)).toEqual(ids.slice(1));
  });

  test("takes a reply again once its lease is over", async () => {
    await using store = createMemoryStore();
    const ids = add(store, 2);
    claimAt(store, NOW);
    expect([claimAt(store, NOW + 99), claimAt(store, NOW + 100)]).toEqual([[], ids]);
    expect(store.outbox.get(ids[0] ?? 0)?.attempts).toBe(2);
  });

  test.each([
    ["wait", "status = 'pending', not_before", REPLY_WAIT_MAX_MS],
    ["lease", "status = 'claimed', lease_until", REPLY_LEASE_MAX_MS],
  ])("ignores a %s longer than any can be: the clock was set back", async (_name, assignment, longest) => {
    await using store = createMemoryStore();
    const ids = add(store, 1);
    store.db.exec(`UPDATE outbox SET ${assignment} = ${NOW + longest}`);
    expect(claimAt(store, NOW)).toEqual([]);
    store.db.exec(`UPDATE outbox SET ${assignment} = ${NOW + longest + 1}`);
    expect(claimAt(store, NOW)).toEqual(ids);
  });
});

describe("the end of a reply", () => {
  test.each(["ack", "die"] as const)("%s is final: nothing changes the reply afterwards", async (end) => {
    await using store = createMemoryStore();
    const { outbox } = store;
    const [id = 0] = add(store, 1);
    const die = () => outbox.die(id, { attempts: 5, error: "gone", now: 7 });
    const ends = { ack: () => outbox.ack(id, 7), die };
    expect(ends[end]()).toBe(1);
    const row = outbox.get(id);
    expect(row).toMatchObject({ status: end === "ack" ? "acked" : "dead", acked_at: 7, lease_until: null });
    expect([outbox.ack(id, 9), die(), outbox.retry(id, { attempts: 9, notBefore: 9, error: "x" })]).toEqual([
      0, 0, 0,
    ]);
    expect([claimAt(store, NOW), outbox.get(id)]).toEqual([[], row]);
  });

  test("replies that were claimed too often without an answer are given up, others stay", async () => {
    await using store = createMemoryStore();
    const { outbox } = store;
    add(store, 5);
    store.db.exec(`UPDATE outbox SET status = 'claimed', attempts = 3, lease_until = ${NOW - 1}`);
    store.db.exec(
      `UPDATE outbox SET attempts = 2 WHERE id = 2; UPDATE outbox SET lease_until = ${NOW + 1} WHERE id = 3`,
    );
    store.db.exec("UPDATE outbox SET status = 'pending' WHERE id = 4");
    const gone = outbox.dieUnanswered({
      channel: "discord",
      limit: 4,
      attempts: 3,
      error: "no answer",
      now: NOW,
    });
    expect(gone.map((row) => [row.id, row.status, row.last_error])).toEqual([
      [1, "dead", "no answer"],
      // Its claim was released, because the process that made it ended.
      [4, "dead", "no answer"],
    ]);
    expect(outbox.pending("discord", 9).map((row) => row.id)).toEqual([2, 3, 5]);
    expect(outbox.countOpen()).toBe(3);
  });
});

test("replies are listed newest first, of one message or all, up to the limit", async () => {
  await using store = createMemoryStore();
  const { outbox } = store;
  for (const [key, message_id] of [
    ["k1", "m1"],
    ["k2", "m2"],
    ["k3", "m1"],
  ] as const)
    outbox.insert(replyRow(key, { message_id }));
  const ids = (limit: number, message: string | null) => outbox.newest(limit, message).map((row) => row.id);
  expect([ids(9, null), ids(2, null), ids(9, "m1"), ids(9, "none")]).toEqual([[3, 2, 1], [3, 2], [3, 1], []]);
});

test("a channel delivers in order, whatever is retried, leased or given up between", async () => {
  const action = fc.constantFrom("ack" as const, "retry" as const, "die" as const, "forget" as const);
  await using store = createMemoryStore();
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (actions, limit) => {
      store.db.exec("DELETE FROM outbox");
      const ids = add(store, 5);
      const ended: number[] = [];
      let now = NOW;
      for (const next of actions) {
        now += 30;
        const [id] = claimAt(store, now, limit);
        if (id === undefined) continue;
        expect(id).toBe(ids.find((one) => !ended.includes(one)));
        if (next === "forget") continue;
        if (next === "retry") store.outbox.retry(id, { attempts: 1, notBefore: now + 50, error: "x" });
        else if (next === "ack") store.outbox.ack(id, now);
        else store.outbox.die(id, { attempts: 1, error: "x", now });
        if (next !== "retry") ended.push(id);
        // What was claimed with it is handed back, as a channel does when it stops early.
        store.db.exec("UPDATE outbox SET status = 'pending', lease_until = NULL WHERE status = 'claimed'");
      }
      expect(ended).toEqual(ids.slice(0, ended.length));
    }),
  );
});
