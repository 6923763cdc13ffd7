import fc from "fast-check";
import { expect, test } from "vitest";
import { CORPUS, CORPUS_NOW } from "./corpus.js";
import { RESET_MAX_MS, resetIn } from "./reset-time.js";

test.each(CORPUS)("%s: %j", (_source, facts, wait) => {
  expect(resetIn({ zone: "UTC", ...facts, now: CORPUS_NOW })).toBe(wait);
});

test("a clock time without a zone is one of this machine", () => {
  const end = new Date(CORPUS_NOW + 3 * 3_600_000);
  const clock = `${end.getHours()}:${String(end.getMinutes()).padStart(2, "0")}`;
  expect(resetIn({ text: `resets at ${clock}`, now: CORPUS_NOW })).toBe(3 * 3_600_000);
});

test("whatever a text says, the wait is bounded", () => {
  const words = fc.constantFrom(
    "resets",
    "retry in",
    "try again at",
    "Jul",
    "Mon",
    "5pm",
    "12:30",
    "99999999999",
    "s",
    "(UTC)",
    "h",
    "|",
    " ",
    "1751234567",
    "0.1",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }), (parts) => {
      const wait = resetIn({ text: parts.join(" "), now: CORPUS_NOW }) ?? 0;
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(RESET_MAX_MS);
    }),
  );
});

test("a long message costs no more", () => {
  const start = process.cpuUsage();
  resetIn({ text: `try again in ${"1 ".repeat(5_000_000)}`, now: CORPUS_NOW });
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(1_000);
});
