import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type LoopFacts, readLoopFacts } from "./loop-facts.js";
import { ownSilenceMs } from "./own-silence.js";
import { createSilenceWatch } from "./silence-watch.js";

/** What each second adds. */
interface Second {
  state?: string;
  ran?: number;
  waited?: number;
  /** Share of the machine that had nothing to do. */
  idle?: number;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** After how many seconds of one kind a silent host is given up; undefined when it never is. */
function measureGiveUp(second: Second | undefined, seconds: number): number | undefined {
  let passed = 0;
  let givenUp: number | undefined;
  const { state = "S", ran = 0, waited = 0, idle = 0.9 } = second ?? {};
  const watch = createSilenceWatch({
    maxSeconds: () => 5,
    facts: (): LoopFacts | undefined =>
      second === undefined
        ? undefined
        : {
            state,
            ranMs: passed * ran,
            waitedMs: passed * waited,
            machine: { idle: passed * 200 * idle, all: passed * 200 },
          },
    onSilent: () => {
      givenUp ??= passed;
    },
  });
  watch.begin();
  for (passed = 1; passed <= seconds; passed += 1) vi.advanceTimersByTime(1_000);
  watch.end();
  return givenUp;
}

describe("a silent host", () => {
  test.each<[string, Second | undefined]>([
    ["sleeps on a free machine", { state: "S", ran: 0 }],
    ["calculates without end", { state: "R", ran: 1_000 }],
    ["calculates without end on a machine where all do", { state: "R", ran: 1_000, idle: 0 }],
    ["is stopped", { state: "T" }],
    ["is stopped on a busy machine", { state: "T", idle: 0 }],
    ["runs where the kernel says nothing", undefined],
  ])("that %s is given up after five seconds", (_what, second) => {
    expect(measureGiveUp(second, 20)).toBe(6);
  });

  test.each<[string, Second]>([
    ["waits for a processor", { state: "R", ran: 5, waited: 995 }],
    [
      "waits for a processor, although the figures of the machine do not show it",
      { waited: 1_000, idle: 0.5 },
    ],
    ["sleeps until a new process had its turn on a busy machine", { state: "S", ran: 2, idle: 0.02 }],
    ["waits for the disk on a busy machine", { state: "D", idle: 0.01 }],
  ])("that %s is not", (_what, second) => {
    expect(measureGiveUp(second, 100)).toBeUndefined();
  });

  test("that gets no processor for two minutes is given up all the same", () => {
    expect(measureGiveUp({ state: "R", waited: 1_000, idle: 0 }, 200)).toBe(121);
  });

  test("that calculates on a busy machine is given up after five seconds of its own", () => {
    expect(measureGiveUp({ state: "R", ran: 250, waited: 750, idle: 0 }, 100)).toBe(21);
  });
});

test("a look that comes late counts only what the host calculated", () => {
  const facts = (ranMs: number): LoopFacts => ({
    state: "S",
    ranMs,
    waitedMs: 0,
    machine: { idle: ranMs, all: ranMs },
  });
  expect(ownSilenceMs({ before: facts(0), now: facts(40), ms: 1_000, lateMs: 2_000 })).toBe(40);
});

test.runIf(process.platform === "linux")("the kernel tells how long this process ran", () => {
  const before = readLoopFacts(process.pid);
  const until = process.cpuUsage().user + 30_000;
  while (process.cpuUsage().user < until);
  const now = readLoopFacts(process.pid);
  expect((now?.ranMs ?? 0) - (before?.ranMs ?? 0)).toBeGreaterThan(10);
  expect(now?.machine.all).toBeGreaterThanOrEqual(now?.machine.idle ?? Number.NaN);
  expect(readLoopFacts(2 ** 30)).toBeUndefined();
});
