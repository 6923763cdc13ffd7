import { expect, test } from "vitest";
import { shortTime } from "./short-time.js";

const NOW = Date.UTC(2026, 10, 25, 22, 20);

test("a time of today is its hours and minutes, of another day with its date, by the clock of the zone", () => {
  const berlin = { now: NOW, zone: "Europe/Berlin" };
  expect(shortTime(NOW + 20 * 60_000, berlin)).toBe("23:40");
  expect(shortTime(NOW + 60 * 60_000, berlin)).toBe("2026-11-26 00:20");
  expect(shortTime(NOW + 60 * 60_000, { now: NOW, zone: "UTC" })).toBe("23:20");
  expect(shortTime(NOW - 24 * 3_600_000, { now: NOW, zone: "UTC" })).toBe("2026-11-24 22:20");
});
