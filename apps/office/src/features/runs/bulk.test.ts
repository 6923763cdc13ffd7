import type { WorkState } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { Run } from "../../lib/queries";
import { actOnAll, fitting } from "./bulk";

const run = (runId: string, more: Partial<Run> = {}): Run => partial<Run>({ runId, ...more });
const ids = (runs: readonly Run[]): string[] => runs.map(({ runId }) => runId);

test("those that work can be cancelled, and messages that have ended can run again, no parts of them", () => {
  const states: Record<string, WorkState> = {
    works: "running",
    waits: "waiting",
    failed: "failed",
    done: "done",
    part: "failed",
  };
  const runs = [
    run("works"),
    run("waits"),
    run("failed"),
    run("done"),
    run("part", { node: { graphId: "graph_1", nodeId: "root/a" } }),
  ];
  const { cancel, retry } = fitting(runs, ({ runId }) => states[runId] ?? "done");
  expect([ids(cancel), ids(retry)]).toEqual([
    ["works", "waits"],
    ["failed", "done"],
  ]);
});

test("a refusal stops none of the others, and each reason is counted once", async () => {
  const steps: number[] = [];
  const acted: string[] = [];
  const result = await actOnAll(
    ["a", "b", "c", "d"].map((id) => run(id)),
    async ({ runId }) => {
      if (runId === "b" || runId === "d") throw new Error("It is running.");
      acted.push(runId);
    },
    { toReason: (error) => (error as Error).message, onStep: (done) => steps.push(done) },
  );
  expect([acted, steps]).toEqual([
    ["a", "c"],
    [1, 1, 2, 2],
  ]);
  // Only these are still to be done: to act on the others again would do their work twice.
  expect(result.refused).toEqual(new Set(["b", "d"]));
  expect(result).toMatchObject({ done: 2, refusals: new Map([["It is running.", 2]]) });
});
