/** What the operating system knows about processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import {
  findMarkedProcesses,
  isSameProcess,
  livingGroupMembers,
  processStartTime,
  RUN_MARK,
} from "./process-table.js";

const linux = process.platform === "linux";
const children: ChildProcess[] = [];

/** Starts a waiting process in its own group, and returns once it runs. */
async function waiting(env: Record<string, string> = {}): Promise<number> {
  const script = "process.stdout.write('up'); process.stdin.resume();";
  const child = spawn(process.execPath, ["-e", script], {
    env: { PATH: process.env.PATH, ...env },
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  children.push(child);
  await once(child.stdout, "data");
  return child.pid ?? 0;
}

async function end(pid: number): Promise<void> {
  const child = children.find((one) => one.pid === pid);
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
afterEach(async () => {
  for (const child of children.splice(0)) {
    children.push(child);
    await end(child.pid ?? 0);
    children.pop();
  }
});

describe("a start time", () => {
  test("is the same each time, and only that of its process", async () => {
    const [one, other] = [await waiting(), await waiting()];
    const time = await processStartTime(one);
    expect(time).toBe(await processStartTime(one));
    expect(await isSameProcess(one, time ?? "")).toBe(true);
    expect(await isSameProcess(process.pid, time ?? "")).toBe(false);
    expect(other).not.toBe(one);
  });

  test("of a process that ended, and of an unused pid, is unknown", async () => {
    const pid = await waiting();
    await end(pid);
    expect(await processStartTime(pid)).toBeUndefined();
    expect(await processStartTime(2 ** 22 + 1)).toBeUndefined();
    expect(await isSameProcess(pid, "")).toBe(false);
  });
});

describe.runIf(linux)("a run's mark", () => {
  test("finds the processes that carry it, and no others", async () => {
    const run = `run_${process.pid}_marked`;
    const marked = await waiting({ [RUN_MARK]: run });
    await waiting({ [RUN_MARK]: "run_of_somebody_else" });
    await waiting({ [`X${RUN_MARK}`]: run, OTHER: `${RUN_MARK}=${run}` });
    const found = await findMarkedProcesses((id) => id === run);
    expect(found).toEqual([{ pid: marked, runId: run, startTime: await processStartTime(marked) }]);
  });

  test("of an ended process is not found", async () => {
    const run = `run_${process.pid}_ended`;
    await end(await waiting({ [RUN_MARK]: run }));
    expect(await findMarkedProcesses((id) => id === run)).toEqual([]);
  });

  test("that is empty counts as none", async () => {
    await waiting({ [RUN_MARK]: "" });
    expect(await findMarkedProcesses((id) => id === "")).toEqual([]);
  });
});

describe.runIf(linux)("a process group", () => {
  test("lists its living members", async () => {
    const pid = await waiting();
    expect(await livingGroupMembers(pid)).toEqual([pid]);
    await end(pid);
    expect(await livingGroupMembers(pid)).toEqual([]);
  });
});
