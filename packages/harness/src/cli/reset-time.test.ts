import { expect, test } from "vitest";
import { RESET_MAX_MS, resetIn } from "./reset-time.js";

const NOW = Date.UTC(2026, 0, 31, 12, 0, 30);
const HOUR = 3_600_000;

test.each([
  ["Claude AI usage limit reached|1769868030", 2 * HOUR],
  ["5-hour limit reached ∙ resets 3pm (UTC)", 3 * HOUR - 30_000],
  ["You've hit your session limit · resets 11:30am (UTC)", 23.5 * HOUR - 30_000],
  ["You've hit your limit · resets 3pm (Asia/Tokyo)", 18 * HOUR - 30_000],
  ["You've hit your usage limit. Upgrade to Pro or try again in 2 hours 13 minutes.", 2 * HOUR + 13 * 60_000],
  ["try again in 3 days 4 hours", 76 * HOUR],
  ["Rate limit reached. Please try again in 1.5s.", 1_500],
  ["Please retry after 20 seconds", 20_000],
  ["limit resets at 2026-01-31T14:00:30Z", 2 * HOUR],
  ["try again in 400 days", RESET_MAX_MS],
  ["Claude AI usage limit reached|1000000000", 0],
])("%s", (message, wait) => {
  expect(resetIn(message, NOW)).toBe(wait);
});

/** codex names the day when it is not today, in the time zone of the machine. */
test.each([
  ["… or try again at Feb 3rd, 2026 2:54 PM.", new Date(2026, 1, 3, 14, 54)],
  ["try again at Feb 1st, 2026 12:05 AM.", new Date(2026, 1, 1, 0, 5)],
  ["Try again at Feb 2nd, 2026 12:30 PM", new Date(2026, 1, 2, 12, 30)],
])("%s", (message, until) => {
  expect(resetIn(message, NOW)).toBe(until.getTime() - NOW);
});

test.each([
  "rate limit",
  "try again later",
  "resets soon",
  "resets 25pm",
  "try again at Foo 3rd, 2026 2:54 PM",
  "in 3 minutes I had 4 errors",
  "",
])("nothing is read from: %s", (message) => {
  expect(resetIn(message, NOW)).toBeUndefined();
});

test("a long message costs no more", () => {
  const start = process.cpuUsage();
  resetIn(`try again in ${"1 ".repeat(5_000_000)}`, NOW);
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(1_000);
});
