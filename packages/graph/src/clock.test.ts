/** The clock of the machine. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("it calls once after the time, and not before", () => {
  const fn = vi.fn();
  systemClock.after(1_000, fn);
  vi.advanceTimersByTime(999);
  expect(fn).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5_000);
  expect(fn).toHaveBeenCalledTimes(1);
});

test("a call that was taken back never comes", () => {
  const fn = vi.fn();
  systemClock.after(1_000, fn)();
  vi.advanceTimersByTime(5_000);
  expect(fn).not.toHaveBeenCalled();
});

test("a delay longer than a timer can hold does not fire at once", () => {
  const fn = vi.fn();
  systemClock.after(Number.MAX_SAFE_INTEGER, fn);
  vi.advanceTimersByTime(60_000);
  expect(fn).not.toHaveBeenCalled();
});

test("it tells the time of the machine", () => {
  vi.setSystemTime(1_234);
  expect(systemClock.now()).toBe(1_234);
});
