import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readStored } from "../../lib/kept";
import { isSnoozed, laterTimes, type Snoozes, snooze } from "./snoozes";

const MORNING = new Date(2026, 10, 26, 10, 30).getTime();
const HOUR = 3_600_000;
const still = (key: string) => ({ key, growth: [] });
const read = (): Snoozes => readStored("snoozed") as Snoozes;

beforeEach(() => {
  vi.useFakeTimers({ now: MORNING });
});
afterEach(() => {
  for (const key of ["a", "b"]) snooze(still(key), 0);
  vi.useRealTimers();
});

test("a card is put off for an hour, until this evening or until tomorrow", () => {
  expect(laterTimes(MORNING).map(({ id, at }) => [id, new Date(at).getHours()])).toEqual([
    ["hour", 11],
    ["evening", 18],
    ["tomorrow", 9],
  ]);
});

test("the evening is no choice when it is here", () => {
  expect(laterTimes(new Date(2026, 10, 26, 17, 30).getTime()).map(({ id }) => id)).toEqual([
    "hour",
    "tomorrow",
  ]);
});

test("a card comes back at its time, and at once when asked to", () => {
  snooze(still("a"), MORNING + HOUR);
  snooze(still("b"), MORNING + 2 * HOUR);
  const kept = read();
  expect([MORNING, MORNING + HOUR].map((now) => isSnoozed(kept, still("a"), now))).toEqual([true, false]);
  expect(isSnoozed(kept, still("toString"), MORNING)).toBe(false);
  snooze(still("a"), 0);
  expect(Object.keys(read())).toEqual(["b"]);
});

test("what is over is forgotten when the next card is put off", () => {
  snooze(still("a"), MORNING + 1);
  vi.setSystemTime(MORNING + HOUR);
  snooze(still("b"), MORNING + 2 * HOUR);
  expect(Object.keys(read())).toEqual(["b"]);
});

test("a card wakes when something happens to it meanwhile, and not when some of it is done", () => {
  const group = (count: number, newest: number) => ({ key: "a", growth: [count, newest] });
  snooze(group(4, 100), MORNING + HOUR);
  const isAsleep = (count: number, newest: number) => isSnoozed(read(), group(count, newest), MORNING);
  expect([isAsleep(4, 100), isAsleep(3, 90)]).toEqual([true, true]);
  expect([isAsleep(5, 100), isAsleep(3, 101)]).toEqual([false, false]);
});
