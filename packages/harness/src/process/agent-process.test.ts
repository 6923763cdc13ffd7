import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { findMarkedProcesses, processStartTime } from "@tinyagi/core";
import { expect, test, vi } from "vitest";
import { createAgentProcesses } from "./agent-process.js";
import type { AgentProcessOptions } from "./process-contract.js";

const UNRULY = fileURLToPath(new URL("../fixtures/unruly.mjs", import.meta.url));
const LIMITS = {
  timeoutMs: 15_000,
  idleTimeoutMs: 10_000,
  maxOutputBytes: 1024 ** 3,
  maxLineBytes: 1024 ** 2,
};
const startProcess = createAgentProcesses();
let runs = 0;

function start(args: readonly string[], overrides: Partial<AgentProcessOptions> = {}) {
  const lines: string[] = [];
  runs += 1;
  const runId = `run-process-test-${process.pid}-${runs}`;
  const agent = startProcess({
    command: process.execPath,
    args: [UNRULY, ...args],
    cwd: tmpdir(),
    env: { TINYAGI_RUN_ID: runId, PATH: process.env.PATH ?? "" },
    stdin: "",
    limits: LIMITS,
    signal: new AbortController().signal,
    onLine: (line) => {
      lines.push(line);
      return "progress";
    },
    graceMs: 200,
    finishGraceMs: 100,
    ...overrides,
  });
  return { agent, lines, runId, marked: () => findMarkedProcesses((id) => id === runId) };
}

test("a prompt is written to stdin, and every line is read", async () => {
  const { agent, lines } = start(["echo"], { stdin: "--version\nsecond\n" });
  const outcome = await agent.outcome;
  expect(lines).toEqual(["--version", "second"]);
  expect(outcome).toMatchObject({ exitCode: 0, timedOut: null, aborted: false, stderrTail: "read all\n" });
});

test("a prompt that the child does not read is not an error", async () => {
  const outcome = await start(["exit", "7"], { stdin: "x".repeat(4 * 1024 ** 2) }).agent.outcome;
  expect(outcome).toMatchObject({ exitCode: 7, spawnError: undefined });
});

test("the child sees only the given environment", async () => {
  vi.stubEnv("TINYAGI_CANARY", "leaked");
  const { agent, lines, runId } = start(["env"]);
  await agent.outcome;
  expect(Object.keys(JSON.parse(lines[0] ?? "{}")).filter((key) => !key.startsWith("__"))).toEqual([
    "TINYAGI_RUN_ID",
    "PATH",
  ]);
  expect(lines[0]).toContain(runId);
  vi.unstubAllEnvs();
});

test("a missing program, a folder and an argument that is too long are outcomes, not exceptions", async () => {
  const codes = [
    await start([], { command: "/nonexistent/agent" }).agent.outcome,
    await start([], { command: tmpdir() }).agent.outcome,
    await start(["x".repeat(256 * 1024)]).agent.outcome,
  ].map((outcome) => outcome.spawnError);
  expect(codes).toEqual(["ENOENT", "EACCES", "E2BIG"]);
});

test("a process without output is stopped at the idle limit", async () => {
  const { agent } = start(["hang"], { limits: { ...LIMITS, idleTimeoutMs: 300 } });
  expect(await agent.outcome).toMatchObject({ timedOut: "idle", signal: "SIGTERM" });
});

test("a process that keeps printing is stopped at the total limit", async () => {
  const { agent } = start(["tick", "20"], { limits: { ...LIMITS, idleTimeoutMs: 400, timeoutMs: 900 } });
  expect(await agent.outcome).toMatchObject({ timedOut: "total" });
});

test("lines that only report waiting do not reset the idle limit", async () => {
  const { agent } = start(["tick", "20"], {
    limits: { ...LIMITS, idleTimeoutMs: 400 },
    onLine: () => "waiting",
  });
  expect(await agent.outcome).toMatchObject({ timedOut: "idle" });
});

test.runIf(process.platform === "linux")(
  "an abort ends children that fork, leave the group and ignore SIGTERM",
  async () => {
    const abort = new AbortController();
    const { agent, lines, marked } = start(["stubborn"], { signal: abort.signal });
    await expect.poll(() => lines.length, { timeout: 5_000 }).toBe(3);
    expect(await marked()).toHaveLength(3);
    abort.abort();
    const started = performance.now();
    expect(await agent.outcome).toMatchObject({ aborted: true, signal: "SIGKILL" });
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(await marked()).toEqual([]);
    for (const line of lines) expect(await processStartTime(Number(line.slice(4)))).toBeUndefined();
  },
);

test("a child that keeps the pipe open does not delay the outcome", async () => {
  const { agent, lines } = start(["keep-pipe"]);
  const started = performance.now();
  expect(await agent.outcome).toMatchObject({ exitCode: 0 });
  expect(performance.now() - started).toBeLessThan(3_000);
  const pid = Number(lines[0]?.slice(4));
  process.kill(pid, "SIGKILL");
  await expect.poll(() => processStartTime(pid)).toBeUndefined();
});

test("200 MB of output need only bounded memory", async () => {
  const before = process.memoryUsage.rss();
  let peak = before;
  let bytes = 0;
  const { agent } = start(["flood", "200"], {
    onLine: (line) => {
      bytes += line.length + 1;
      if (bytes % (8 * 1024 ** 2) === 0) peak = Math.max(peak, process.memoryUsage.rss());
      return "progress";
    },
  });
  expect(await agent.outcome).toMatchObject({ exitCode: 0, outputBytes: 200 * 1024 ** 2 });
  expect(bytes).toBe(200 * 1024 ** 2);
  expect((peak - before) / 1024 ** 2).toBeLessThan(120);
});

test("a flood is stopped at the output limit", async () => {
  const { agent } = start(["flood", "100000"], { limits: { ...LIMITS, maxOutputBytes: 5 * 1024 ** 2 } });
  expect(await agent.outcome).toMatchObject({ outputCapped: true });
});

test("a line of 100 MB is dropped, and the next one arrives", async () => {
  const before = process.memoryUsage.rss();
  const { agent, lines } = start(["long-line", "100"]);
  expect(await agent.outcome).toMatchObject({ exitCode: 0, droppedLines: 1 });
  expect(lines).toEqual(["after"]);
  expect((process.memoryUsage.rss() - before) / 1024 ** 2).toBeLessThan(120);
});

test("invalid UTF-8 becomes replacement characters", async () => {
  const { agent, lines } = start(["bad-utf8"]);
  await agent.outcome;
  expect(lines).toEqual(["a\ufffd\ufffdb", "\ufffd", "c"]);
});

test("a process that hangs after its result is finished, not timed out", async () => {
  const holder: { finish?: () => void } = {};
  const { agent } = start(["result-then-hang"], {
    onLine: () => {
      holder.finish?.();
      return "progress";
    },
  });
  holder.finish = agent.finish;
  expect(await agent.outcome).toMatchObject({ finished: true, timedOut: null, aborted: false });
});

test("only the end of stderr is kept", async () => {
  const outcome = await start(["stderr", "3"]).agent.outcome;
  expect(outcome.exitCode).toBe(3);
  expect(outcome.stderrTail).toHaveLength(64 * 1024);
});

test("an aborted signal starts nothing", async () => {
  const { agent } = start(["hang"], { signal: AbortSignal.abort() });
  expect(agent.pid).toBeUndefined();
  expect(await agent.outcome).toMatchObject({ aborted: true });
});
