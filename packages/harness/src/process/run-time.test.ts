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
    processorMs: async () => undefined,
    onLimit: (cause) => void reached.push(cause),
  });
  await vi.advanceTimersByTimeAsync(390);
  expect(reached).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(reached[0]).toBe("idle");
  time.end();
});
