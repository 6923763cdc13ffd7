import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createAgentProcesses } from "./agent-process.js";
import type { AgentProcessOutcome } from "./process-contract.js";

const IDLE_MS = 1_200;
const startProcess = createAgentProcesses();
const COMPUTE = "const end = Date.now() + 4000; while (Date.now() < end); console.log('computed')";

/** Runs a shell script with a short limit of silence. */
async function getOutcome(script: string): Promise<AgentProcessOutcome & { lines: string[] }> {
  const lines: string[] = [];
  const agent = startProcess({
    command: "sh",
    args: ["-c", script],
    cwd: "/",
    env: { PATH: process.env.PATH ?? "", CODE: COMPUTE, NODE: process.execPath },
    stdin: "",
    limits: {
      timeoutMs: 60_000,
      idleTimeoutMs: IDLE_MS,
      maxOutputBytes: 1_000_000,
      maxLineBytes: 1_000_000,
    },
    signal: new AbortController().signal,
    graceMs: 200,
    onLine: (line) => {
      lines.push(line);
      return "progress";
    },
  });
  return { ...(await agent.outcome), lines };
}

const isLinux = process.platform === "linux";
const hasNamespaces = isLinux && spawnSync("unshare", ["--user", "--pid", "--fork", "true"]).status === 0;

test.each([
  ["itself", 'exec "$NODE" -e "$CODE"', true],
  ["in a child", '"$NODE" -e "$CODE"; true', true],
  ["in a session of its own", 'setsid --wait "$NODE" -e "$CODE"', isLinux],
  ["in a PID namespace", 'unshare --user --pid --fork "$NODE" -e "$CODE"', hasNamespaces],
])("a silent program that computes %s is not idle", async (_where, script, canRun) => {
  if (!canRun) return;
  expect(await getOutcome(script)).toMatchObject({ timedOut: null, exitCode: 0, lines: ["computed"] });
});

test.each([
  ["waits", "sleep 600"],
  ["started a tool that waits", "sh -c 'sleep 600' & wait"],
  ["computed before it fell silent", 'for i in 1 2 3; do "$NODE" -e 0; done; sleep 600'],
])("a silent program that only %s is idle", async (_what, script) => {
  const before = performance.now();
  expect(await getOutcome(script)).toMatchObject({ timedOut: "idle", lines: [] });
  expect(performance.now() - before).toBeLessThan(30_000);
});
