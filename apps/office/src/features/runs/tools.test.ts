import type { RunLogEntry } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { liveCall, toolCalls, toSteps } from "./tools";

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

it("a call of a run that is watched is the same as that of its log", () => {
  const tool = { callId: "x", name: "bash", input: "ls", startedAt: 100 };
  expect(liveCall(tool)).toMatchObject({ input: "ls", output: "", took: undefined, state: "running" });
  const ended = { ...tool, tookMs: 300, failed: false, output: "a.txt" };
  expect(liveCall(ended)).toMatchObject({ output: "a.txt", took: 300, state: "done" });
  expect(liveCall({ ...ended, failed: true }).state).toBe("failed");
});

it("thinking stands between the calls where it happened, also where its words were not kept", () => {
  const log = [
    entry(1, "run.thought", { text: "First look.", durationMs: 900 }),
    entry(2, "run.tool_started", { name: "bash", callId: "x" }),
    entry(3, "run.tool_completed", { name: "bash", callId: "x", failed: false }),
    entry(4, "run.thought", {}),
  ];
  expect(toSteps(log, true)).toMatchObject([
    { kind: "thought", thought: { text: "First look.", took: 900 } },
    { kind: "tool", tool: { name: "bash" } },
    { kind: "thought", thought: { text: undefined, took: undefined } },
  ]);
});
