import { describe, expect, it } from "vitest";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";
import type { Need } from "../needs/needs";
import { liveCounts, liveRows, waitingIn } from "./live-runs";

const run = (runId: string, rootRunId = runId): Run =>
  ({ runId, rootRunId, parentRunId: runId === rootRunId ? null : rootRunId }) as Run;
const subAgent = (runId: string, rootRunId: string): Run => ({
  ...run(runId, rootRunId),
  node: { graphId: "g", nodeId: `root/${runId}` },
});
/** A task with a sub-agent, a sub-agent of a task that was interrupted, and a task that waits for a person. */
const live = [run("task"), subAgent("part", "task"), subAgent("orphan", "interrupted"), run("asks")];
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

  it("are no sub-agents only because another agent handed the work over", () => {
    const root = { ...run("root"), node: { graphId: "g", nodeId: "root" } };
    expect(liveCounts([root, run("handed", "root"), subAgent("part", "root")], waiting).subAgents).toBe(1);
  });

  it("are said in a sentence", () => {
    const say = (all: number, subAgents: number, asked = 0) =>
      words.runs.list.atWork({ all, subAgents, waiting: asked });
    expect(say(1, 0)).toBe("1 run at work.");
    expect(say(2, 1)).toBe("2 runs at work, 1 sub-agent among them.");
    expect(say(5, 3, 1)).toBe("5 runs at work, 3 sub-agents among them, 1 waiting for you.");
  });

  it("wait for a person where an approval is open, except one for a message that has no run yet", () => {
    const asks = (runId: string) => ({ kind: "approval", approval: { runId } }) as Need;
    expect([...waitingIn([asks("a"), asks(""), { kind: "failure" } as Need])]).toEqual(["a"]);
  });
});
