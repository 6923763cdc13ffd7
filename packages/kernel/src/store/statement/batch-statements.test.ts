import { beforeEach, describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../fixture.js";
import type { Store } from "../store.js";

let store: Store;
/** A processing head and two posts that joined its run; a third waits behind. */
let head: number;
let joined: number[];
let behind: number;

beforeEach(() => {
  store = createMemoryStore();
  store.conversations.insert(conversationRow("c1"));
  const [first = 0, a = 0, b = 0, c = 0] = Array.from({ length: 4 }, () =>
    store.messages.insert(messageRow("a", { kind: "room" })),
  );
  [head, joined, behind] = [first, [a, b], c];
  store.messages.claimHead({ lane: "a", runId: "r1", bootId: "b1", now: 1 });
  for (const id of joined) store.batches.join(id, head, 1);
  return () => store[Symbol.asyncDispose]();
});

const counts = { failures: 2, interruptions: 1, providerIndex: 1, lastError: "no network" };
const failure = { failures: 2, interruptions: 1, errorClass: "auth", error: "no", now: 5 };

describe("posts that share a run", () => {
  test("stay pending, point at the first one and count the attempt", () => {
    expect(store.messages.get(joined[0] ?? 0)).toMatchObject({
      status: "pending",
      batched_into: head,
      attempts: 1,
      total_attempts: 1,
      run_id: null,
    });
    expect(store.batches.members(head).map((row) => row.id)).toEqual(joined);
  });

  test("what waits behind a row is read in order and only as far as asked", () => {
    expect([...store.batches.behind({ lane: "a", id: head, background: 0 }, 9)].map((row) => row.id)).toEqual(
      [...joined, behind],
    );
    expect(
      [...store.batches.behind({ lane: "a", id: joined[0] ?? 0, background: 0 }, 1)].map((row) => row.id),
    ).toEqual([joined[1]]);
    expect([...store.batches.behind({ lane: "b", id: 0, background: 0 }, 9)]).toEqual([]);
  });

  test("only a pending row joins", () => {
    store.messages.cancel(behind, { error: "stop", now: 2 });
    expect([store.batches.join(behind, head, 2), store.batches.join(head, head, 2)]).toEqual([0, 0]);
  });

  test.each<[string, (id: number, of: number) => number, object]>([
    [
      "complete",
      (id, of) => store.batches.complete(id, of, { text: null, reported: 0, now: 5 }),
      { status: "completed", finished_at: 5, batched_into: 1 },
    ],
    [
      "die",
      (id, of) => store.batches.die(id, of, failure),
      { status: "dead", finished_at: 5, failures: 2, error_class: "auth" },
    ],
    [
      "leave",
      (id, of) => store.batches.leave(id, of, { ...counts, now: 5 }),
      { status: "pending", batched_into: null, failures: 2, provider_index: 1 },
    ],
  ])("%s changes a member of this run once, and no other row", (_name, end, expected) => {
    const [id = 0] = joined;
    expect([end(id, head + 100), end(behind, head), end(head, head)]).toEqual([0, 0, 0]);
    expect([end(id, head), end(id, head)]).toEqual([1, 0]);
    expect(store.messages.get(id)).toMatchObject(expected);
    expect(store.batches.members(head).map((row) => row.id)).toEqual([joined[1]]);
  });

  test("those that died together are found by their time and their first row", () => {
    for (const id of joined) store.batches.die(id, head, failure);
    const ids = (time: number) => store.batches.dead(time, head).map((row) => row.id);
    expect([ids(5), ids(6)]).toEqual([joined, []]);
    store.messages.die({ id: head, runId: "r1", bootId: "b1" }, { errorClass: "auth", error: "no", now: 5 });
    expect(ids(5)).toEqual([head, ...joined]);
    store.messages.requeue({ id: joined[0] ?? 0 }, "retry", { conversationId: "c1", now: 6 });
    expect(ids(5)).toEqual([head, joined[1]]);
  });
});
