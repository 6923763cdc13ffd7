/**
 * Silence while this process is stopped is none: a machine that sleeps must not lose the call that was open.
 *
 * @requirement CLOCK-2
 */
import { expect, test } from "vitest";
import { watchIdle } from "./idle.js";

/** Nothing in this thread runs meanwhile, as in a process that is stopped. */
function freeze(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test("a call stays open over a sleep that is longer than the limit, and ends after as much silence awake", async () => {
  const silence = new Error("silent");
  const watch = watchIdle(new AbortController().signal, 1_500, silence);
  const began = performance.now();
  freeze(4_000);
  // Timers that became due meanwhile fire between these two.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(watch.signal.aborted).toBe(false);
  await expect.poll(() => watch.signal.aborted, { timeout: 10_000 }).toBe(true);
  expect(performance.now() - began).toBeGreaterThan(4_400);
  expect(watch.explain(new Error("other"))).toBe(silence);
  watch.release();
}, 30_000);
