import { expect, test } from "vitest";
import { resolvePlace } from "./find-place";

test("after the last match comes the first, and before the first the last", () => {
  expect([0, 1, 2, 3].map((steps) => resolvePlace(steps, 3))).toEqual([0, 1, 2, 0]);
  expect([-1, -2].map((steps) => resolvePlace(steps, 3))).toEqual([2, 1]);
});

test("a step that is taken while a text is drawn again counts when its matches are back", () => {
  const steps = 1;
  expect([1, 0, 2].map((matches) => resolvePlace(steps, matches))).toEqual([0, 0, 1]);
});
