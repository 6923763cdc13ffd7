import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { parsePastTime } from "./past-time.js";

const NOW = new Date(2026, 10, 25, 12).getTime();

test.each<[string, number]>([
  ["90s", NOW - 90_000],
  ["30m", NOW - 1_800_000],
  ["1.5h", NOW - 5_400_000],
  ["7d", NOW - 7 * 86_400_000],
  ["4w", NOW - 28 * 86_400_000],
  ["99999w", 0],
  ["2026-01-31", new Date(2026, 0, 31).getTime()],
  ["2026-01-31 18:00", new Date(2026, 0, 31, 18).getTime()],
  ["2026-01-31T18:00Z", Date.UTC(2026, 0, 31, 18)],
])("%s is read on the clock of the machine", (text, time) => {
  expect(parsePastTime(text, NOW)).toBe(time);
});

test.each(["yesterday", "7", "2026-02-30", "", "-3d"])("%j is refused", (text) => {
  expect(() => parsePastTime(text, NOW)).toThrow(InvalidArgumentError);
});
