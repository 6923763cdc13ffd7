/** @requirement RERUN-2 */
import type { RunSetup, Trace, TraceSpan } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { compareRuns } from "./compare-runs.js";

function run(id: string, agent: string, change: Partial<TraceSpan> = {}): TraceSpan {
  return {
    id,
    parentId: null,
    kind: "run",
    name: `@${agent}`,
    start: 0,
    end: 10,
    status: "completed",
    attributes: { depth: change.parentId == null ? 0 : 1 },
    ...change,
  };
}
const trace = (spans: TraceSpan[]): Trace => ({
  runId: spans[0]?.id ?? "",
  rootRunId: spans[0]?.id ?? "",
  startedAt: 0,
  truncated: false,
  spans,
});
const NONE: ReadonlyMap<string, RunSetup> = new Map();
const usage = (inputTokens: number) => ({ usage: { inputTokens } });

test("runs are matched by the agents on the way to them", () => {
  const a = trace([
    run("a1", "lead", usage(5)),
    run("a2", "coder", { parentId: "a1", start: 4, end: 30, ...usage(7) }),
    run("a3", "coder", { parentId: "a1", start: 5, end: 9 }),
    { ...run("t", "x"), id: "t1", kind: "tool", name: "Bash", parentId: "a2" },
  ]);
  const b = trace([run("b1", "lead"), run("b2", "coder", { parentId: "b1", status: "failed" })]);
  const result = compareRuns(
    { trace: a, output: "one", setups: NONE },
    { trace: b, output: "two", setups: NONE },
  );
  expect(result).toMatchObject({
    sameStructure: false,
    sameOutput: false,
    truncated: false,
    a: { runId: "a1", output: "one", durationMs: 30, usage: { inputTokens: 12 }, toolCalls: 1 },
    b: { runId: "b1", usage: {}, toolCalls: 0 },
  });
  expect(result.steps.map(({ path, a: inA, b: inB }) => [path, inA?.runId, inB?.runId])).toEqual([
    ["@lead", "a1", "b1"],
    ["@lead/@coder", "a2", "b2"],
    ["@lead/@coder#2", "a3", undefined],
  ]);
  expect(result.steps[1]).toMatchObject({ a: { toolCalls: 1, durationMs: 26 }, b: { status: "failed" } });
});

test("a run compared with itself does not differ, and one that still runs has no duration", () => {
  const same = {
    trace: trace([run("a1", "lead", { end: null, status: "running" })]),
    output: null,
    setups: NONE,
  };
  expect(compareRuns(same, same)).toMatchObject({
    sameStructure: true,
    sameOutput: true,
    a: { durationMs: null },
  });
});

test("a missing span makes the comparison incomplete", () => {
  const whole = { trace: trace([run("a1", "lead")]), output: "x", setups: NONE };
  const cut = { ...whole, trace: { ...whole.trace, truncated: true } };
  expect(compareRuns(whole, cut).truncated).toBe(true);
});

const CLAUDE: RunSetup = { harness: "claude", harnessVersion: "2.1.197", permissions: "ask" };

function compared(a: RunSetup | undefined, b: RunSetup | undefined) {
  const one = (id: string, setup: RunSetup | undefined) => ({
    trace: trace([run(id, "lead")]),
    output: null,
    setups: new Map(setup === undefined ? [] : [[id, setup]]),
  });
  return compareRuns(one("a1", a), one("b1", b));
}

test("each run has what it worked with", () => {
  const { a, b, steps } = compared(CLAUDE, undefined);
  expect([a.setup, b.setup]).toEqual([CLAUDE, null]);
  expect(steps).toMatchObject([{ a: { setup: CLAUDE }, b: { setup: null }, sameSetup: null }]);
});

test.each([
  ["equal ones are the same", {}, {}, true],
  ["another version differs", {}, { harnessVersion: "2.2.0" }, false],
  ["other permissions differ", {}, { permissions: "bypass" }, false],
  ["another harness differs", {}, { harness: "codex", harnessVersion: null }, false],
  ["a version that is not known says nothing", {}, { harnessVersion: null }, null],
  [
    "other permissions differ, whatever the version is",
    {},
    { harnessVersion: null, permissions: "bypass" },
    false,
  ],
  ["runs of earlier releases say nothing", { permissions: null }, { permissions: null }, null],
  [
    "a harness without a CLI has no version",
    { harness: "api", harnessVersion: null },
    { harness: "api", harnessVersion: null },
    true,
  ],
  [
    "a program that speaks ACP has a version",
    { harness: "acp", harnessVersion: "1.0" },
    { harness: "acp", harnessVersion: "2.0" },
    false,
  ],
] as const)("of two setups, %s", (_name, a, b, same) => {
  expect(compared({ ...CLAUDE, ...a }, { ...CLAUDE, ...b }).steps[0]?.sameSetup).toBe(same);
});

test("a step that ran only once has no mark", () => {
  const both = { output: null, setups: new Map([["a1", CLAUDE]]) };
  const { steps } = compareRuns(
    { ...both, trace: trace([run("a1", "lead")]) },
    { ...both, trace: trace([run("b1", "coder")]) },
  );
  expect(steps.map(({ sameSetup }) => sameSetup)).toEqual([null, null]);
});
