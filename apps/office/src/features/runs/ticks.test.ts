import fc from "fast-check";
import { expect, test } from "vitest";
import { listTicks } from "./ticks";

test.each([
  [24_000, [5_000, 10_000, 15_000, 20_000]],
  [1, []],
  [95_000, [30_000, 60_000]],
  [7_200_000, [1_800_000, 3_600_000, 5_400_000]],
])("the marks of %i ms are at round times", (length, ticks) => {
  expect(listTicks(length)).toEqual(ticks);
});

test("there are never more than five, none at the end, however long it took", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (length) => {
      const ticks = listTicks(length);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.every((tick) => tick > 0 && tick <= length * 0.9)).toBe(true);
    }),
  );
});
