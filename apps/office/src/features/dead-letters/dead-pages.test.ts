import { expect, test } from "vitest";
import type { DeadLetter } from "../../lib/queries";
import { hasDeadGap, mergeDead } from "./dead-pages";

const at = (...times: number[]) => times.map((time) => ({ id: time, timestamp: time }) as DeadLetter);
const times = (letters: readonly DeadLetter[]) => letters.map(({ timestamp }) => timestamp);

test("new letters come first, and those that are gone from the newest page are not shown", () => {
  const pages = [at(9, 8, 7), at(6, 5, 4), at(3)];
  expect(times(mergeDead(pages, at(11, 9, 7), 3))).toEqual([11, 9, 7, 6, 5, 4, 3]);
  expect(times(mergeDead(pages, at(9, 5), 3))).toEqual([9, 5]);
  expect(mergeDead(pages, [], 3)).toEqual([]);
});

test("a letter stands once, and the older of two of one instant comes last", () => {
  const two = [{ id: 2, timestamp: 5 } as DeadLetter, { id: 1, timestamp: 5 } as DeadLetter];
  expect(mergeDead([two], two.slice(0, 1), 1).map(({ id }) => id)).toEqual([2, 1]);
});

test("more new letters than a page are a gap that must be read", () => {
  const pages = [at(9, 8), at(7)];
  expect(hasDeadGap(pages, at(12, 11), 2)).toBe(true);
  expect(hasDeadGap(pages, at(10, 9), 2)).toBe(false);
  expect(hasDeadGap(pages, at(12), 2)).toBe(false);
});
