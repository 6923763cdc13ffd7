import { expect, it } from "vitest";
import { fitScale, keptScroll, scaleOfWheel, ZOOM_MAX, ZOOM_MIN, zoomed } from "./zoom";

it("a graph that is larger than its box fits into it, and a smaller one keeps its size", () => {
  expect(fitScale({ width: 780, height: 400 }, { width: 390, height: 400 })).toBe(0.5);
  expect(fitScale({ width: 300, height: 800 }, { width: 390, height: 400 })).toBe(0.5);
  expect(fitScale({ width: 100, height: 100 }, { width: 390, height: 400 })).toBe(1);
});

it("a scale stays within its limits, also for a box without a size", () => {
  expect(fitScale({ width: 1e6, height: 1 }, { width: 390, height: 400 })).toBe(ZOOM_MIN);
  expect(fitScale({ width: 0, height: 0 }, { width: 0, height: 0 })).toBe(1);
  expect(zoomed(ZOOM_MAX, "in")).toBe(ZOOM_MAX);
  expect(zoomed(ZOOM_MIN, "out")).toBe(ZOOM_MIN);
  expect(zoomed(zoomed(1, "in"), "out")).toBe(1);
});

it("what is under the pointer stays under it", () => {
  // 250 of the graph is at 100 in the view, drawn at its own size.
  const scroll = keptScroll(150, 100, 2);
  expect((scroll + 100) / 2).toBe(250);
});

it("the wheel goes both ways, and not beyond what can be read", () => {
  expect(scaleOfWheel(scaleOfWheel(1, 60), -60)).toBeCloseTo(1);
  expect(scaleOfWheel(1, 1e4)).toBe(ZOOM_MIN);
  expect(scaleOfWheel(1, -1e4)).toBe(ZOOM_MAX);
});
