import type { RunLogEntry } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import type { Run } from "../../lib/queries";
import { hasGap, mergeRuns } from "./merge-runs";
import { toolCalls } from "./tools";

const run = (runId: string, createdAt: number, status = "completed") => ({ runId, createdAt, status }) as Run;

it("a long list takes the newer reading of a run, each run once, newest first", () => {
  const merged = mergeRuns(
    [[run("b", 2, "running"), run("a", 1)], [run("a", 1)]],
    [run("c", 3), run("b", 2)],
  );
  expect(merged.map(({ runId, status }) => `${runId} ${status}`)).toEqual([
    "c completed",
    "b completed",
    "a completed",
  ]);
});

it("a gap between the newest runs and the older pages is noticed", () => {
  expect(hasGap([[run("a", 1)]], [run("c", 3)])).toBe(true);
  expect(hasGap([[run("a", 1)]], [run("c", 3), run("a", 1)])).toBe(false);
  expect(hasGap([[]], [run("c", 3)])).toBe(false);
});

const entry = (seq: number, type: string, data: object) =>
  ({ seq, type, time: seq * 100, data }) as RunLogEntry;

it("tool calls have their arguments, output and time; one without a result ended with its run", () => {
  const log = [
    entry(1, "run.tool_started", { name: "bash", callId: "x", input: "ls" }),
    entry(2, "run.tool_started", { name: "bash", callId: "y", input: "pwd" }),
    entry(4, "run.tool_completed", { name: "bash", callId: "x", failed: false, output: "a.txt" }),
    entry(5, "run.permission_denied", { tool: "rm" }),
  ];
  expect(toolCalls(log, true)).toMatchObject([
    { input: "ls", output: "a.txt", took: 300, state: "done" },
    { input: "pwd", state: "held", took: undefined },
    { name: "rm", state: "failed" },
  ]);
  expect(toolCalls(log, false)[1]?.state).toBe("running");
});
