import { expect, test } from "vitest";
import { type RunPlace, runsAbove } from "./runs-above.js";

const run = (runId: string, parentRunId: string | null, rootRunId = "top"): RunPlace => ({
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

test("runs that name each other as parents end", () => {
  expect([...runsAbove([run("a", "b", "a")], [run("b", "a", "a")])].sort()).toEqual(["a", "b"]);
});
