/** @requirement PUSH-3 */
import { expect, test } from "vitest";
import { quietMsLeft } from "./quiet-hours.js";

const at = (hours: number, minutes: number, seconds = 0) =>
  new Date(2026, 10, 27, hours, minutes, seconds).getTime();
const MINUTE = 60_000;

test.each([
  ["22:00", "07:00", at(21, 59, 59), 0],
  ["22:00", "07:00", at(22, 0), 540 * MINUTE],
  ["22:00", "07:00", at(23, 30, 30), 449.5 * MINUTE],
  ["22:00", "07:00", at(6, 59, 59), 1_000],
  ["22:00", "07:00", at(7, 0), 0],
  ["13:00", "14:00", at(12, 59), 0],
  ["13:00", "14:00", at(13, 15), 45 * MINUTE],
  ["13:00", "14:00", at(14, 0), 0],
  ["00:00", "00:00", at(0, 0), 0],
])("quiet from %s to %s leaves %#", (from, to, now, left) => {
  expect(quietMsLeft({ from, to }, now)).toBe(left);
});

test("without quiet hours it is never quiet", () => {
  expect(quietMsLeft(undefined, at(3, 0))).toBe(0);
});
