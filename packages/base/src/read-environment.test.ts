/** @requirement LIVE-1 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { findMarkedProcesses, RUN_MARK } from "./process-table.js";
import { readEnvironment } from "./read-environment.js";

/** Shows these texts one after another, and the last one from then on. */
function shows(...texts: string[]) {
  const state = { reads: 0 };
  const read = async () => {
    state.reads += 1;
    return texts[Math.min(state.reads, texts.length) - 1] ?? "";
  };
  return { state, read };
}

it("waits for the environment of a process that starts another program", async () => {
  const { read } = shows("", "", "A=1");
  expect(await readEnvironment({ read, mayGetOne: async () => true })).toBe("A=1");
});

it("reads once what is there, or what never comes, and gives up on the rest", async () => {
  const there = shows("A=1");
  expect(await readEnvironment({ ...there, mayGetOne: async () => true })).toBe("A=1");
  const never = shows("");
  expect(await readEnvironment({ ...never, mayGetOne: async () => false })).toBe("");
  expect([there.state.reads, never.state.reads]).toEqual([1, 1]);
  const hidden = shows("");
  expect(await readEnvironment({ ...hidden, mayGetOne: async () => true })).toBe("");
  expect(hidden.state.reads).toBe(5);
});

it.runIf(process.platform === "linux")(
  "misses no process of a run while it becomes another program",
  async () => {
    const runId = `run_starting_${process.pid}`;
    // It becomes another program again and again.
    const again = `[ "$0" -gt 0 ] && exec /bin/sh -c "$1" "$(($0 - 1))" "$1"; exec sleep 5`;
    const child = spawn("/bin/sh", ["-c", again, "3000", again], {
      env: { PATH: process.env.PATH, [RUN_MARK]: runId },
      stdio: "ignore",
    });
    await once(child, "spawn");
    try {
      let missed = 0;
      for (let scan = 0; scan < 40; scan += 1) {
        const found = await findMarkedProcesses((id) => id === runId);
        if (!found.some(({ pid }) => pid === child.pid)) missed += 1;
      }
      // It does nothing else than what hides it. A scan that read once missed it 7 to 13 times.
      expect(missed).toBeLessThanOrEqual(4);
    } finally {
      child.kill("SIGKILL");
    }
  },
);
