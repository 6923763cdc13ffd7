import { expect, test } from "vitest";
import { createAgentProcesses } from "./agent-process.js";
import type { AgentProcessOutcome } from "./process-contract.js";

const startProcess = createAgentProcesses();
const isLinux = process.platform === "linux";

/** Runs a shell script. A line `answer` is its complete result. */
async function getOutcome(script: string, { tool = false } = {}): Promise<AgentProcessOutcome> {
  const agent = startProcess({
    command: "sh",
    args: ["-c", script],
    cwd: "/",
    env: { PATH: process.env.PATH ?? "", TINYAGI_RUN_ID: `run-left-${process.pid}-${Math.random()}` },
    stdin: "",
    limits: {
      timeoutMs: 60_000,
      idleTimeoutMs: 60_000,
      maxOutputBytes: 1_000_000,
      maxLineBytes: 1_000_000,
    },
    signal: new AbortController().signal,
    graceMs: 200,
    finishGraceMs: 300,
    ...(tool
      ? {
          tools: {
            watch: (tell: (busy: boolean) => void) => {
              tell(true);
              tell(false);
              return () => {};
            },
          },
        }
      : {}),
    onLine: (line) => {
      if (line === "answer") agent.finish();
      return "progress";
    },
  });
  return agent.outcome;
}

test("what a program leaves in the background is named with its command", async () => {
  const { left, exitCode } = await getOutcome("nohup sleep 611 >/dev/null 2>&1 & echo answer");
  expect(exitCode).toBe(0);
  expect(left).toEqual({ count: 1, commands: ["sleep 611"] });
});

test("several processes are counted", async () => {
  const { left } = await getOutcome("sleep 612 >/dev/null & sleep 613 >/dev/null & echo answer");
  expect(left?.count).toBe(2);
  expect([...(left?.commands ?? [])].sort()).toEqual(["sleep 612", "sleep 613"]);
});

test.runIf(isLinux)("what a tool put into a session of its own is found, too", async () => {
  const { left } = await getOutcome("setsid sleep 614 >/dev/null 2>&1 & echo answer", { tool: true });
  expect(left).toEqual({ count: 1, commands: ["sleep 614"] });
});

test("work beside a program that does not end after its answer is named, and the program is not", async () => {
  const { left, finished } = await getOutcome("sleep 615 & echo answer; wait");
  expect(finished).toBe(true);
  expect(left).toEqual({ count: 1, commands: ["sleep 615"] });
});

test.each([
  ["leaves nothing", "echo answer"],
  ["leaves what ends by itself in a moment", "sleep 0.1 & echo answer"],
])("a program that %s has no work left", async (_what, script) => {
  expect((await getOutcome(script, { tool: true })).left).toBeUndefined();
});

test("a run that was ended reports no work left: all of it was ended on purpose", async () => {
  const agent = startProcess({
    command: "sh",
    args: ["-c", "sleep 616 & sleep 617"],
    cwd: "/",
    env: { PATH: process.env.PATH ?? "" },
    stdin: "",
    limits: { timeoutMs: 300, idleTimeoutMs: 60_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
    signal: new AbortController().signal,
    graceMs: 200,
    onLine: () => "progress",
  });
  expect(await agent.outcome).toMatchObject({ timedOut: "total", left: undefined });
});
