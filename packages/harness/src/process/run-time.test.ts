import { afterEach, expect, test, vi } from "vitest";
import { watchRunTime } from "./run-time.js";

afterEach(() => vi.useRealTimers());

test("silence before the limits began, as of a program between two turns, does not count", async () => {
  vi.useFakeTimers();
  await vi.advanceTimersByTimeAsync(600_000);
  const reached: string[] = [];
  const time = watchRunTime({
    limits: { timeoutMs: 60_000, idleMs: 400 },
    silenceMs: () => performance.now(),
    workOf: async () => undefined,
    onLimit: (cause) => void reached.push(cause),
  });
  await vi.advanceTimersByTimeAsync(390);
  expect(reached).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(reached[0]).toBe("idle");
  time.end();
});

test("a silent program that would work and gets no processor is not idle, and one that only waits is", async () => {
  vi.useFakeTimers();
  const reached: string[] = [];
  let wantsMore = true;
  const time = watchRunTime({
    limits: { timeoutMs: 60_000, idleMs: 400 },
    silenceMs: () => performance.now(),
    workOf: async () => ({ usedMs: 0, wantsMore }),
    onLimit: (cause) => void reached.push(cause),
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reached).toEqual([]);
  wantsMore = false;
  await vi.advanceTimersByTimeAsync(900);
  expect(reached[0]).toBe("idle");
  time.end();
});
