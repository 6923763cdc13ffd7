/** What stderr may say about a failure that the program itself did not report: tools of the agent write there, too. */
import { type FailureCause, HarnessError, type HarnessRequest } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import type { AgentProcessOutcome } from "../process/process-contract.js";
import { runCli } from "./cli-run.js";

const ENDED: AgentProcessOutcome = {
  exitCode: 1,
  signal: undefined,
  timedOut: null,
  outputCapped: false,
  aborted: false,
  finished: false,
  outputBytes: 0,
  droppedLines: 0,
  stderrTail: "",
  spawnError: undefined,
  interrupted: false,
  left: undefined,
};
const REQUEST: HarnessRequest = {
  runId: "run_1",
  agentId: "a",
  cwd: "/",
  prompt: "hello",
  systemPrompt: "",
  permissions: "sandboxed",
  env: {},
  deniedPaths: [],
  limits: { timeoutMs: 1_000, idleTimeoutMs: 1_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
};

async function toFailure(
  outcome: Partial<AgentProcessOutcome>,
  lines: readonly string[] = [],
): Promise<HarnessError> {
  const run = runCli(
    {
      startProcess({ onLine }) {
        for (const line of lines) onLine(line);
        return { finish: () => {}, outcome: Promise.resolve({ ...ENDED, ...outcome }) };
      },
      name: "claude",
      command: "claude",
      args: [],
      env: {},
      stdin: "",
      parser: {
        push: () => [],
        isComplete: () => false,
        conclude: () => undefined,
        trouble: () => "",
        partialText: () => "",
      },
      isSessionLost: () => false,
    },
    REQUEST,
    { signal: new AbortController().signal, onEvent: () => {} },
  );
  const error = await run.catch((thrown: unknown) => thrown);
  if (!(error instanceof HarnessError)) throw new Error("It was expected to fail.");
  return error;
}

test.each<[stderr: string, cause: FailureCause]>([
  ["bash: line 1: deploy: command not found", "unknown"],
  ["cat: notes.md: No such file or directory", "unknown"],
  ["Error: Cannot find module './config'", "unknown"],
  ["sh: ./build: Text file busy", "unknown"],
  ["execvp: git", "unknown"],
  ["git: could not read credentials", "unknown"],
  ["npm error code E401: please log in again", "unknown"],
  ["EDQUOT: disk quota exceeded", "unknown"],
  ["API rate limit exceeded, try again in 3 hours", "unknown"],
  ["billing is not enabled", "unknown"],
  ["model gpt-9 not found", "unknown"],
  ["Error: connect ECONNREFUSED 127.0.0.1:443", "outage"],
  ["prompt is too long: 210000 tokens", "context_full"],
])("of a run that wrote output, stderr %j is %s", async (stderrTail, cause) => {
  const failure = await toFailure({ stderrTail, outputBytes: 500 });
  expect(failure.failureCause ?? "unknown").toBe(cause);
  if (cause === "unknown") expect(failure.retryAfterMs).toBeUndefined();
});

test.each([126, 127])("the exit code %i says that the program cannot be started", async (exitCode) => {
  expect(await toFailure({ exitCode })).toMatchObject({ failureCause: "program" });
});

test("a program that its loader finds incomplete, before any output, is being replaced", async () => {
  const stderrTail = `node:internal/modules/cjs/loader:1228
  throw err;
Error: Cannot find module '/usr/lib/node_modules/@anthropic-ai/claude-code/cli.js'
    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15) {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}`;
  expect(await toFailure({ stderrTail })).toMatchObject({ failureCause: "program" });
  const later = await toFailure({ stderrTail, outputBytes: 500 });
  expect(later.failureCause).not.toBe("program");
});

test.each<[lines: string[], outcome: Partial<AgentProcessOutcome>, cause: FailureCause]>([
  [["Please log in again: agent login"], { exitCode: 1 }, "login"],
  [["Please log in again: agent login"], { exitCode: 0 }, "login"],
  [["You've hit your usage limit."], { exitCode: 1 }, "limit"],
  [["Open https://login.example and paste the code: "], { exitCode: 1 }, "unknown"],
  [["{}", "Please log in again: agent login"], { exitCode: 1 }, "unknown"],
  [["Please log in again: agent login"], { timedOut: "idle", unopened: true }, "login"],
  [["Open https://login.example and paste the code: "], { timedOut: "idle", unopened: true }, "stalled"],
])("of %j and the end %j, the cause is %s", async (lines, outcome, cause) => {
  const failure = await toFailure(outcome, lines);
  expect(failure.failureCause).toBe(cause);
  if (lines.length === 1) expect(failure.message).toContain(lines[0]?.trim());
  expect(failure.message).not.toContain("produced no output");
});

test("a program that waits for a person at its start says so on stderr, too", async () => {
  const failure = await toFailure({ timedOut: "idle", unopened: true, stderrTail: "Not logged in" });
  expect(failure).toMatchObject({
    failureCause: "login",
    message: "claude did not begin to take messages and was stopped: Not logged in",
  });
});
