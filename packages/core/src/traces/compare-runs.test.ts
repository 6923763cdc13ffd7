/** @requirement RERUN-2 */
import type { Trace, TraceSpan } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { compareRuns } from "./compare-runs.js";

function run(id: string, agent: string, change: Partial<TraceSpan> = {}): TraceSpan {
  return {
    ...{ id, parentId: null, kind: "run", name: `@${agent}`, start: 0, end: 10, status: "completed" },
    attributes: { depth: change.parentId == null ? 0 : 1 },
    ...change,
  };
}
const trace = (spans: TraceSpan[]): Trace => ({
  ...{ runId: spans[0]?.id ?? "", rootRunId: spans[0]?.id ?? "", startedAt: 0, truncated: false },
  spans,
});
const usage = (inputTokens: number) => ({ usage: { inputTokens } });

test("runs are matched by the agents on the way to them", () => {
  const a = trace([
    run("a1", "lead", usage(5)),
    run("a2", "coder", { parentId: "a1", start: 4, end: 30, ...usage(7) }),
    run("a3", "coder", { parentId: "a1", start: 5, end: 9 }),
    { ...run("t", "x"), id: "t1", kind: "tool", name: "Bash", parentId: "a2" },
  ]);
  const b = trace([run("b1", "lead"), run("b2", "coder", { parentId: "b1", status: "failed" })]);
  const result = compareRuns({ trace: a, output: "one" }, { trace: b, output: "two" });
  expect(result).toMatchObject({
    ...{ sameStructure: false, sameOutput: false, truncated: false },
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
  const same = { trace: trace([run("a1", "lead", { end: null, status: "running" })]), output: null };
  expect(compareRuns(same, same)).toMatchObject({
    ...{ sameStructure: true, sameOutput: true, a: { durationMs: null } },
  });
});

test("a missing span makes the comparison incomplete", () => {
  const whole = { trace: trace([run("a1", "lead")]), output: "x" };
  const cut = { ...whole, trace: { ...whole.trace, truncated: true } };
  expect(compareRuns(whole, cut).truncated).toBe(true);
});
