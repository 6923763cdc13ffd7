/** Nodes that were at work when their process ended. @requirement GRAPH-2 */
import type { GraphJournal } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import {
  createBudget,
  createMemoryJournal,
  type Execute,
  InterruptedError,
  resumeGraph,
  runGraph,
} from "../index.js";

/** The journal as a process that was killed now would leave it. */
async function killed(journal: GraphJournal): Promise<GraphJournal> {
  const copy = createMemoryJournal();
  await copy.append("main", JSON.parse(JSON.stringify(await journal.read("main"))));
  return copy;
}

/** Runs until `deadly` is at work, again and again, each time in another process. */
async function killTimes(times: number, deadly: string) {
  const graph = toGraph([
    { id: "p", prompt: "p", canSpawn: true, retries: 1 },
    { id: "q", prompt: "q" },
  ]);
  const attempts: Record<string, number[]> = { p: [], "p/c": [], q: [] };
  let journal: GraphJournal = createMemoryJournal();
  const budget = () => createBudget({ limit: { runs: 1_000 } });
  for (let i = 0; i < times; i++) {
    const current = journal;
    journal = await new Promise<GraphJournal>((resolve) => {
      const execute: Execute = async (node, ctx) => {
        attempts[node.id]?.push(ctx.attempt);
        if (node.id === deadly) {
          resolve(killed(current));
          return new Promise(() => {});
        }
        if (node.id === "p") await ctx.spawn([{ id: "c", prompt: "c" }]).catch(() => {});
        return { output: node.id };
      };
      const options = { execute, journal: current, budget: budget() };
      if (i === 0) runGraph(graph, options);
      else resumeGraph(current, options);
    });
  }
  return { journal, attempts, budget };
}

test("each start counts, also one that ended with its process, and each is paid for", async () => {
  const { journal, attempts, budget } = await killTimes(3, "p/c");
  expect(attempts["p/c"]).toEqual([1, 2, 3]);
  const account = budget();
  const execute: Execute = async (node, ctx) => {
    if (node.id === "p") await ctx.spawn([{ id: "c", prompt: "c" }]);
    return { output: ctx.attempt };
  };
  const result = await resumeGraph(journal, { execute, budget: account });
  expect(result.status).toBe("completed");
  expect(result.nodes.get("p/c")).toMatchObject({ output: 4, attempts: 4 });
  // Four starts of the child, four of its parent, one of q.
  expect(account.spent.runs).toBe(9);
});

test("a node that kills its process is failed after the limit, and the parent that waited for it goes on", async () => {
  const { journal } = await killTimes(5, "p/c");
  let calls = 0;
  const execute: Execute = async (node, ctx) => {
    if (node.id === "p/c") calls++;
    if (node.id === "p") await ctx.spawn([{ id: "c", prompt: "c" }]).catch(() => {});
    return { output: node.id };
  };
  const result = await resumeGraph(journal, { execute });
  expect(calls).toBe(0);
  expect(result.nodes.get("p/c")).toMatchObject({ status: "failed", error: expect.any(InterruptedError) });
  expect(result.nodes.get("p")?.status).toBe("completed");
});

test("the limit can be set, and a retry of failed nodes counts from zero", async () => {
  const { journal } = await killTimes(2, "q");
  const execute: Execute = async (node) => ({ output: node.id });
  expect((await resumeGraph(journal, { execute, maxInterruptions: 2 })).nodes.get("q")?.status).toBe(
    "failed",
  );
  const again = await resumeGraph(journal, { execute, maxInterruptions: 2, retryFailed: true });
  expect(again.nodes.get("q")).toMatchObject({ status: "completed", output: "q" });
});

test("an interrupted attempt does not use up a retry", async () => {
  const { journal } = await killTimes(2, "p");
  let failures = 0;
  const execute: Execute = async (node) => {
    if (node.id === "p" && failures++ === 0) throw new Error("first real failure");
    return { output: node.id };
  };
  expect((await resumeGraph(journal, { execute })).nodes.get("p")).toMatchObject({
    status: "completed",
    attempts: 4,
  });
});
