import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { watchPatience } from "./patience.js";

afterEach(() => vi.useRealTimers());

/** @param share of one processor that the program uses. Undefined: the system does not say */
function wait(share: () => number | undefined) {
  vi.useFakeTimers();
  const start = performance.now();
  let givenUp: number | undefined;
  let told: number | undefined;
  let usedMs = 0;
  let lookedAt = start;
  const { end } = watchPatience({
    silentMs: 200,
    workingMs: 2_000,
    async processorMs() {
      const used = share();
      if (used === undefined) return undefined;
      usedMs += (performance.now() - lookedAt) * used;
      lookedAt = performance.now();
      return usedMs;
    },
    async onWorking() {
      told = performance.now() - start;
    },
    onGivenUp() {
      givenUp = performance.now() - start;
    },
  });
  onTestFinished(end);
  return { end, givenUp: () => givenUp, told: () => told };
}

test("a program that does nothing is given up after the time of silence", async () => {
  const waiting = wait(() => 0);
  await vi.advanceTimersByTimeAsync(190);
  expect(waiting.givenUp()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(50);
  expect(waiting.givenUp()).toBeLessThan(240);
  expect(waiting.told()).toBeUndefined();
});

test("the same holds where the system does not say what a program computes", async () => {
  const waiting = wait(() => undefined);
  await vi.advanceTimersByTimeAsync(240);
  expect(waiting.givenUp()).toBeLessThan(240);
});

test("a program that computes is waited for, is reported once, and is given up in the end", async () => {
  const waiting = wait(() => 0.5);
  await vi.advanceTimersByTimeAsync(1_900);
  expect(waiting.givenUp()).toBeUndefined();
  expect(waiting.told()).toBeLessThan(250);
  await vi.advanceTimersByTimeAsync(200);
  expect(waiting.givenUp()).toBeGreaterThanOrEqual(2_000);
});

test("a program that stops computing is given up after the time of silence", async () => {
  let share = 0.5;
  const waiting = wait(() => share);
  await vi.advanceTimersByTimeAsync(500);
  share = 0;
  await vi.advanceTimersByTimeAsync(450);
  expect(waiting.givenUp()).toBeLessThan(950);
});

test("nothing is reported after the end", async () => {
  const waiting = wait(() => 0);
  waiting.end();
  await vi.advanceTimersByTimeAsync(5_000);
  expect([waiting.givenUp(), waiting.told()]).toEqual([undefined, undefined]);
});
