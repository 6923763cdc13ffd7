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

test.each(["rate limit", "try again later", "resets soon", "resets 25pm", "in 3 minutes I had 4 errors", ""])(
  "nothing is read from: %s",
  (message) => {
    expect(resetIn(message, NOW)).toBeUndefined();
  },
);

test("a long message costs no more", () => {
  const start = performance.now();
  resetIn(`try again in ${"1 ".repeat(5_000_000)}`, NOW);
  expect(performance.now() - start).toBeLessThan(200);
});
