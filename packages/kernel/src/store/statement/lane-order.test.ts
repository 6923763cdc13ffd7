/** The order of a lane: people first, and background work is never starved. */
import { expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../fixture.js";
import { YIELD_MAX_MS } from "./lane-order.js";

const NOW = YIELD_MAX_MS * 10;

async function lane(rows: readonly { background?: 1; created_at?: number }[]) {
  const store = createMemoryStore();
  store.conversations.insert(conversationRow("c1"));
  const ids = rows.map((row) => store.messages.insert(messageRow("a", { created_at: NOW, ...row })));
  const claim = () => store.messages.claimHead({ lane: "a", runId: "r", bootId: "b", now: NOW })?.id;
  const end = (id: number) =>
    store.messages.complete({ id, runId: "r", bootId: "b" }, { text: null, files: null, now: NOW });
  return { store, ids, claim, end, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

test("messages of people are claimed before background work that came earlier, each kind in its order", async () => {
  await using given = await lane([{ background: 1 }, {}, { background: 1 }, {}]);
  const order: (number | undefined)[] = [];
  for (let id = given.claim(); id !== undefined; id = given.claim()) {
    order.push(id);
    given.end(id);
  }
  const [first, second, third, fourth] = given.ids;
  expect(order).toEqual([second, fourth, first, third]);
});

test("background work that has waited for ten minutes is next", async () => {
  await using given = await lane([{ background: 1, created_at: NOW - YIELD_MAX_MS }, {}]);
  expect(given.claim()).toBe(given.ids[0]);
});

test("a lane that runs background work claims nothing else", async () => {
  await using given = await lane([{ background: 1 }]);
  given.claim();
  given.store.messages.insert(messageRow("a", { created_at: NOW }));
  expect(given.claim()).toBeUndefined();
});

test("why and the view of the queue show the order of the claims", async () => {
  await using given = await lane([{ background: 1 }, {}, {}]);
  const { store, ids } = given;
  const [heartbeat = 0, first = 0, second = 0] = ids;
  expect(store.why.headOf("a", NOW)?.id).toBe(first);
  expect(store.lanes.head("a", { limit: 9, now: NOW }).map(({ id }) => id)).toEqual([
    first,
    second,
    heartbeat,
  ]);
  expect(store.why.countAhead({ lane: "a", id: heartbeat, background: 1 })).toBe(2);
  expect(store.why.countAhead({ lane: "a", id: second, background: 0 })).toBe(1);
});
