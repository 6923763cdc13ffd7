import { expect, test } from "vitest";
import { createSeen } from "./seen";

test("a stored event counts once, and others always", () => {
  const seen = createSeen(4);
  expect([4, 5, undefined, 5, 3, 6].map((seq) => seen.add(seq))).toEqual([
    ...[false, true, true, false, false, true],
  ]);
  expect(seen.last()).toBe(6);
});

test("after a gap, events with lower numbers are new: a backup was restored", () => {
  const seen = createSeen(900);
  seen.forget();
  expect([12, 12, 13].map((seq) => seen.add(seq))).toEqual([true, false, true]);
});
