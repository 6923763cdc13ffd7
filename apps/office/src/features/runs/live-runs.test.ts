import { describe, expect, it } from "vitest";
import type { Run } from "../../lib/queries";
import { liveCounts, liveRows, restingRuns } from "./live-runs";

const run = (runId: string, rootRunId = runId): Run =>
  ({ runId, rootRunId, parentRunId: runId === rootRunId ? null : rootRunId }) as Run;
/** A task with a sub-agent, a sub-agent of a task that was interrupted, and a task that waits for a person. */
const live = [run("task"), run("part", "task"), run("orphan", "interrupted"), run("asks")];
const waiting = new Set(["asks"]);
const ids = (runs: readonly Run[]) => runs.map(({ runId }) => runId);

describe("the runs that work", () => {
  it("are shown as whole tasks, and a part of an interrupted task by itself", () => {
    expect(ids(liveRows(live, { status: "running", all: false }, waiting))).toEqual(["task", "orphan"]);
    expect(ids(liveRows(live, { status: "running", all: true }, waiting))).toEqual([
      "task",
      "part",
      "orphan",
    ]);
  });

  it("are apart from those that wait for a person", () => {
    expect(ids(liveRows(live, { status: "waiting", all: false }, waiting))).toEqual(["asks"]);
  });

  it("are counted all, with the sub-agents and those that wait", () => {
    expect(liveCounts(live, waiting)).toEqual({ all: 4, subAgents: 2, waiting: 1 });
  });

  it("tell which interrupted run goes on", () => {
    expect(restingRuns(live).has("interrupted")).toBe(true);
    expect(restingRuns(live).has("done")).toBe(false);
  });
});
