import { describe, expect, test } from "vitest";
import { decideBlame, type Interrupted, planCarefulStart } from "./interrupted.js";

const message = (id: number, changes: Partial<Interrupted> = {}): Interrupted => ({
  id,
  lane: `lane${id}`,
  blamed: 0,
  crashes: 1,
  startedAt: id,
  ...changes,
});
const order = (alive: Interrupted[], earlier: Interrupted[] = []) =>
  planCarefulStart(alive, earlier).map(({ id }) => id);

test("a message is blamed for a crash only if it ran alone", () => {
  expect(decideBlame([])).toBeUndefined();
  expect(decideBlame([message(1), message(2)])).toBeUndefined();
  expect(decideBlame([message(1)])).toMatchObject({ id: 1 });
});

describe("the order after a crash", () => {
  test("begins with the message that started last when several ran, however often it was blamed", () => {
    expect(order([message(1), message(2, { blamed: 3 })], [message(9, { startedAt: 0 })])).toEqual([2, 1, 9]);
  });

  test("ends with the message that was just blamed, and begins with the least blamed", () => {
    const earlier = [message(1, { blamed: 1 }), message(2)];
    expect(order([message(3, { blamed: 1, startedAt: 0 })], earlier)).toEqual([2, 1, 3]);
  });
});

describe("the watch", () => {
  test("is a quarter of a second for a few messages, and 1.5 seconds in all for many", () => {
    expect(planCarefulStart([message(1), message(2)], []).map(({ watchMs }) => watchMs)).toEqual([250, 250]);
    const many = planCarefulStart(
      Array.from({ length: 100 }, (_, id) => message(id)),
      [],
    );
    expect(many.reduce((sum, { watchMs }) => sum + watchMs, 0)).toBe(1_500);
  });

  test("doubles with each further crash, up to the longest run", () => {
    const watch = (crashes: number) => planCarefulStart([message(1, { crashes })], [])[0]?.watchMs;
    expect([1, 2, 3, 30].map(watch)).toEqual([250, 500, 1_000, 3_600_000]);
  });
});
