import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { findMarkedProcesses, isSameProcess, processStartTime } from "@tinyagi/base";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { endProcessGroup } from "./process-group.js";
import { createReaper } from "./reaper.js";
import { createSweeper } from "./sweeper.js";

const started: ChildProcess[] = [];
let runs = 0;
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

const STUBBORN = "process.on('SIGTERM',()=>{});console.log('up');setInterval(()=>{},60000)";
const newRun = () => {
  runs += 1;
  return `run-reaper-test-${process.pid}-${runs}`;
};

/** A running child in its own group and session. */
async function stray(runId: string, code = STUBBORN): Promise<number> {
  const child = spawn(process.execPath, ["-e", code], {
    detached: true,
    env: { TINYAGI_RUN_ID: runId },
    stdio: ["ignore", "pipe", "ignore"],
  });
  started.push(child);
  await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  return child.pid ?? 0;
}

function reaper() {
  const warnings: unknown[] = [];
  const log = { warn: (details: object, message: string) => warnings.push({ ...details, message }) };
  return { warnings, ...createReaper({ graceMs: 100, log }) };
}

function sweeper(swept: number[][]) {
  return createSweeper({
    graceMs: 100,
    onEnded: (...found) => swept.push(found),
    onError: (error) => expect.fail(String(error)),
  });
}

/** Counts the timers that `file` unreferences from now on. The test runner unreferences timers of its own at any time. */
function countUnreferenced(file: string): () => number {
  const timers: NodeJS.Timeout = Object.getPrototypeOf(setTimeout(() => {}, 0));
  const { unref } = timers;
  let count = 0;
  const spy = vi.spyOn(timers, "unref").mockImplementation(function (this: NodeJS.Timeout) {
    if (new Error("where").stack?.includes(file) === true) count += 1;
    return unref.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  return () => count;
}

test("a process is distinguished from a later one with the same pid", async () => {
  const startTime = (await processStartTime(process.pid)) ?? "";
  expect(await isSameProcess(process.pid, startTime)).toBe(true);
  expect(await isSameProcess(process.pid, `${startTime}0`)).toBe(false);
  expect(await processStartTime(2 ** 22 + 1)).toBeUndefined();
});

test("the groups 0 and 1 and this process are never signalled", async () => {
  for (const group of [0, 1, -1, Number.NaN, process.pid]) {
    expect(await endProcessGroup(group, { graceMs: 10 })).toBe("gone");
  }
});

test("a process of a killed daemon is found by pid and start time and ended", async () => {
  const pid = await stray(newRun());
  await reaper().reap([{ runId: "other", pid, startTime: await processStartTime(pid) }]);
  expect(await processStartTime(pid)).toBeUndefined();
});

test("a pid that now belongs to another program is not signalled", async () => {
  const pid = await stray(newRun());
  await reaper().reap([
    { runId: "other", pid, startTime: "of another process" },
    { runId: "third", pid },
  ]);
  expect(await processStartTime(pid)).toBeDefined();
});

describe.runIf(process.platform === "linux")("the mark of a run", () => {
  test("finds the processes of the run, but never this one", async () => {
    const runId = newRun();
    const pid = await stray(runId);
    expect(await findMarkedProcesses((id) => id === runId)).toEqual([
      { pid, runId, startTime: await processStartTime(pid) },
    ]);
    const all = await findMarkedProcesses(() => true);
    expect(all.map((found) => found.pid)).not.toContain(process.pid);
  });

  test("is enough to end a run without a known pid", async () => {
    const runId = newRun();
    const [first, second] = [await stray(runId), await stray(runId)];
    const { reap, warnings } = reaper();
    await reap([{ runId }]);
    expect(await processStartTime(first)).toBeUndefined();
    expect(await processStartTime(second)).toBeUndefined();
    expect(warnings).toMatchObject([{ count: 2 }]);
  });

  test("ends the strays of a finished run only if the run is ours", async () => {
    const [known, foreign] = [newRun(), newRun()];
    const [first, second] = [await stray(known), await stray(foreign)];
    await reaper().reap([], (runId) => runId === known);
    expect(await processStartTime(first)).toBeUndefined();
    expect(await processStartTime(second)).toBeDefined();
  });

  test("lets a sweep of many runs end their strays and no others", async () => {
    const [one, two, alive] = [newRun(), newRun(), newRun()];
    const [first, second, third] = [await stray(one), await stray(two), await stray(alive)];
    const swept: number[][] = [];
    await using subject = sweeper(swept);
    for (const runId of [one, two, newRun(), one]) subject.sweep(runId);
    expect(subject.pending()).toContain(one);
    await subject.idle();
    expect(subject.pending()).toEqual([]);
    expect(swept).toEqual([[2, 3]]);
    expect(await processStartTime(first)).toBeUndefined();
    expect(await processStartTime(second)).toBeUndefined();
    expect(await processStartTime(third)).toBeDefined();
  });
});

test("a sweep requested while the sweeper closes keeps the process alive until it is done", async () => {
  const subject = sweeper([]);
  subject.sweep(newRun());
  const unreferenced = countUnreferenced("sweeper.ts");
  const closing = subject[Symbol.asyncDispose]();
  // The scan has begun. An unreferenced pause after it would be the last thing the process waits for.
  await Promise.resolve();
  await Promise.resolve();
  subject.sweep(newRun());
  await closing;
  expect(unreferenced()).toBe(0);
});
