import { expect, test } from "vitest";
import { type RunPosition, runsAbove } from "./runs-above.js";

const run = (runId: string, parentRunId: string | null, rootRunId = "top"): RunPosition => ({
  runId,
  parentRunId,
  rootRunId,
});

test("a run that works keeps every run above it going, and none beside it", () => {
  const ended = [run("top", null), run("middle", "top"), run("low", "middle"), run("other", "top")];
  expect([...runsAbove([run("works", "low")], ended)].sort()).toEqual(["low", "middle", "top"]);
  expect([...runsAbove([run("works", "low")], [])].sort()).toEqual(["low", "top"]);
  expect(runsAbove([run("top", null)], ended).size).toBe(0);
});

test("the run whose plan has sub-agents that all wait goes on, and its failed attempts do not", () => {
  const ended = (id: string, status: "completed" | "failed", messageRowId: number) => ({
    ...run(id, null, id),
    status,
    messageRowId,
  });
  const known = [ended("failed", "failed", 1), ended("plan", "completed", 1), ended("done", "completed", 2)];
  const open = [
    { id: 1, waitsFor: "sub_agents" },
    { id: 2, waitsFor: "turn" },
  ] as const;
  expect([...runsAbove([], known, open)]).toEqual(["plan"]);
});

test("runs that name each other as parents end", () => {
  expect([...runsAbove([run("a", "b", "a")], [run("b", "a", "a")])].sort()).toEqual(["a", "b"]);
});
