import { type LiveRuns, NO_RUNS, type ShownRun } from "@tinyagi/client";
import { expect, it } from "vitest";
import { endedAfter } from "./ended-runs";

const runs = (...ids: string[]): LiveRuns =>
  new Map(ids.map((runId) => [runId, { runId, text: "so far" } as ShownRun]));

it("a run that an event ended is kept as it was; any other event keeps nothing", () => {
  const ended = endedAfter(NO_RUNS, { runId: "a" }, { before: runs("a", "b"), after: runs("b") });
  expect([...ended]).toEqual([...runs("a")]);
  expect(endedAfter(ended, { runId: "b" }, { before: runs("b"), after: runs("b") })).toBe(ended);
  expect(endedAfter(ended, {}, { before: runs("b"), after: runs("b") })).toBe(ended);
});

it("only the last ones are kept", () => {
  let ended = NO_RUNS;
  for (let i = 0; i < 100; i += 1)
    ended = endedAfter(ended, { runId: `r${i}` }, { before: runs(`r${i}`), after: NO_RUNS });
  expect([...ended.keys()]).toHaveLength(20);
  expect(ended.has("r99")).toBe(true);
});
