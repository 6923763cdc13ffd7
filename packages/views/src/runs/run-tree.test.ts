import { describe, expect, test } from "vitest";
import { runTree, type TreeMessage, type TreeRun } from "./run-tree.js";

function run(id: number, parent: number | null, more: Partial<TreeRun> = {}): TreeRun {
  return {
    runId: `run_${id}`,
    parentRunId: parent === null ? null : `run_${parent}`,
    messageRowId: id,
    agent: `a${id}`,
    status: "completed",
    usage: { costUsd: 1 },
    task: `task ${id}`,
    createdAt: id * 100,
    startedAt: null,
    finishedAt: id * 100 + 50,
    ...more,
  };
}

const message = (id: number, agent: string, fromAgent: string | null): TreeMessage => ({
  id,
  agent,
  fromAgent,
  status: "pending",
  text: `task ${id}`,
});
const shape = (runs: readonly TreeRun[], messages: readonly TreeMessage[] = []) =>
  runTree({ runs, messages }).map(({ key, depth }) => [key, depth]);

describe("the tree of runs", () => {
  test("has one row for each message, with its attempts, in whatever order the facts come", () => {
    const again = run(1, null, { runId: "run_again", createdAt: 500, finishedAt: 900 });
    const runs = [again, run(2, 1), run(1, null, { status: "failed" })];
    for (const order of [runs, runs.toReversed()]) {
      const [first, second] = runTree({ runs: order });
      expect(first).toMatchObject({
        key: "message-1",
        state: "done",
        own: { costUsd: 2 },
        total: { costUsd: 3 },
      });
      expect(first?.attempts.map(({ runId }) => runId)).toEqual(["run_1", "run_again"]);
      expect(second).toMatchObject({ key: "message-2", depth: 1 });
    }
  });

  test("ends with the last work below it", () => {
    const [first] = runTree({ runs: [run(1, null), run(2, 1), run(3, 2, { finishedAt: 9_000 })] });
    expect(first?.time).toEqual({ since: 100, until: 9_000 });
  });

  test("puts a message without a run below the agent that wrote it", () => {
    const messages = [message(2, "coder", "a1"), message(1, "a1", null), message(3, "writer", "coder")];
    expect(shape([run(1, null)], messages)).toEqual([
      ["message-1", 0],
      ["message-2", 1],
      ["message-3", 2],
    ]);
  });

  test("shows sub-agents of the same name in two graphs, each once", () => {
    const queued = [2, 3].map((id): TreeMessage => ({ ...message(id, "coder", "a1"), node: "root/check" }));
    const rows = runTree({ runs: [run(1, null)], messages: queued });
    expect(rows.map(({ key, name }) => [key, name])).toEqual([
      ["message-1", "a1"],
      ["message-2", "check"],
      ["message-3", "check"],
    ]);
  });

  test("puts a sub-agent without a run below the one that asked for it, whoever wrote last", () => {
    const node = { state: "pending", deps: [], spec: { prompt: "p" } } as const;
    const graph = { graphId: "g", nodes: { root: node, "root/first": node, "root/next": node } };
    const at = (id: number, nodeId: string) =>
      run(id, id === 1 ? null : 1, { agent: "a1", node: { graphId: "g", nodeId } });
    const queued = { ...message(3, "a1", "a1"), node: "root/next" };
    const messages = [message(1, "a1", null), message(2, "a1", "a1"), queued];
    const rows = runTree({ runs: [at(1, "root"), at(2, "root/first")], graph, messages });
    expect(rows.map(({ key, depth }) => [key, depth])).toEqual([
      ["root", 0],
      ["root/first", 1],
      ["root/next", 1],
    ]);
  });

  test("shows runs that name each other as parents, each once", () => {
    const runs = [run(1, 2), run(2, 1)];
    expect(shape(runs)).toEqual([
      ["message-1", 0],
      ["message-2", 1],
    ]);
    const circle = [run(1, 3), run(2, 3, { messageRowId: 1 }), run(3, 2, { messageRowId: 1 })];
    expect(shape(circle)).toEqual([["message-1", 0]]);
  });

  test("of 20,000 runs below each other is drawn in seconds", () => {
    const runs = Array.from({ length: 20_000 }, (_unused, at) => run(at + 1, at === 0 ? null : 1));
    const start = performance.now();
    expect(runTree({ runs })).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
