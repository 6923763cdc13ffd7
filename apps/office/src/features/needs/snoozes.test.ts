import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readStored } from "../../lib/kept";
import { isSnoozed, laterTimes, snooze } from "./snoozes";

const MORNING = new Date(2026, 10, 26, 10, 30).getTime();
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: MORNING });
});
afterEach(() => {
  for (const key of ["a", "b"]) snooze(key, 0);
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
  snooze("a", MORNING + HOUR);
  snooze("b", MORNING + 2 * HOUR);
  const kept = readStored("snoozed") as Record<string, number>;
  expect([isSnoozed(kept, "a", MORNING), isSnoozed(kept, "a", MORNING + HOUR)]).toEqual([true, false]);
  expect(isSnoozed(kept, "toString", MORNING)).toBe(false);
  snooze("a", 0);
  expect(readStored("snoozed")).toEqual({ b: MORNING + 2 * HOUR });
});

test("what is over is forgotten when the next card is put off", () => {
  snooze("a", MORNING + 1);
  vi.setSystemTime(MORNING + HOUR);
  snooze("b", MORNING + 2 * HOUR);
  expect(Object.keys(readStored("snoozed") as object)).toEqual(["b"]);
});
