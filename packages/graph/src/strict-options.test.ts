/** Limits and budgets never fail open. @requirement GRAPH-3 */
import { describe, expect, test } from "vitest";
import { NO_TOOLS, toPlan } from "../test-support/plans.js";
import { compile, createBudget, createSpawningContext, runGraph } from "./index.js";

const invalid = (text: RegExp) =>
  expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(text) });
const WRONG = ["5", null, -1, Number.NaN, Number.POSITIVE_INFINITY, {}, true];
const plan = toPlan([{ id: "a", prompt: "a", canSpawn: true }]);

describe("a budget", () => {
  test.each(["tokens", "usd", "runs", "seconds"])("refuses a limit of %s that is no finite number", (key) => {
    for (const value of WRONG) {
      expect(() => createBudget({ limit: { [key]: value } as never })).toThrow(invalid(new RegExp(key)));
    }
  });

  test("refuses a misspelt limit, no limit at all, and a misspelt option", () => {
    expect(() => createBudget({ limit: { dollars: 5 } as never })).toThrow(invalid(/dollars/));
    expect(() => createBudget({ limit: null as never })).toThrow(invalid(/limit/));
    expect(() => createBudget({ limit: {}, onlimit: "fail" } as never)).toThrow(invalid(/onlimit/));
    expect(() => createBudget({ limit: {}, onLimit: "warn" as never })).toThrow(invalid(/onLimit/));
    expect(() => createBudget({ limit: {}, prices: { m: { input: -1, output: 0 } } })).toThrow(
      invalid(/prices/),
    );
  });

  test("refuses the same in a child, a raise and a question", () => {
    const budget = createBudget({ limit: { usd: 1 } });
    expect(() => budget.child({ usd: "1" } as never)).toThrow(invalid(/usd/));
    expect(() => budget.child({ token: 1 } as never)).toThrow(invalid(/token/));
    expect(() => budget.raise({ usd: -1 })).toThrow(invalid(/usd/));
    expect(() => budget.allows({ usd: null } as never)).toThrow(invalid(/usd/));
    expect(budget.reserved.usd).toBe(0);
  });

  test.each([
    { costUsd: -1 },
    { inputTokens: -5 },
    { outputTokens: Number.NaN },
    { costUsd: "1" as never },
    { inputTokens: Number.POSITIVE_INFINITY },
  ])("books no usage of %j", (usage) => {
    const budget = createBudget({ limit: { usd: 1, tokens: 10 } });
    expect(() => budget.spend(usage)).toThrow(invalid(/usage/i));
    expect(budget.available).toMatchObject({ usd: 1, tokens: 10 });
  });
});

describe("limits of a tree", () => {
  test("with an unknown key or a value that is no whole number are refused everywhere", async () => {
    for (const limits of [
      { maxdepth: 3 },
      ...WRONG.map((value) => ({ maxDepth: value })),
      { maxDepth: 1.5 },
    ]) {
      const wrong = limits as never;
      expect(() => compile(plan, { capabilities: NO_TOOLS, limits: wrong })).toThrow(invalid(/max[dD]epth/));
      const context = createSpawningContext({ graph: compile(plan, { capabilities: NO_TOOLS }).graph });
      const spawn = () => context.spawn("a", [{ id: "b", prompt: "b" }], { limits: wrong });
      expect(spawn).toThrow(invalid(/max[dD]epth/));
      expect(context.counts.total).toBe(1);
    }
    const { graph } = compile(plan, { capabilities: NO_TOOLS });
    const run = runGraph(graph, { execute: async () => ({ output: 1 }), limits: { maxTotl: 5 } as never });
    await expect(run).rejects.toThrow(invalid(/maxTotl/));
  });

  test("that a run refuses leave no lock behind", async () => {
    const { createMemoryJournal } = await import("./index.js");
    const { graph } = compile(plan, { capabilities: NO_TOOLS });
    const journal = createMemoryJournal();
    const execute = async () => ({ output: 1 });
    await expect(runGraph(graph, { execute, journal, limits: { maxTotl: 5 } as never })).rejects.toThrow();
    expect((await runGraph(graph, { execute, journal })).status).toBe("completed");
  });

  test("concurrency that is no positive number is refused", async () => {
    const { graph } = compile(plan, { capabilities: NO_TOOLS });
    for (const concurrency of ["2", 0, -1, Number.NaN]) {
      const run = runGraph(graph, {
        execute: async () => ({ output: 1 }),
        concurrency: concurrency as never,
      });
      await expect(run).rejects.toThrow(invalid(/concurrency/));
    }
  });
});

test("a node whose usage is no usage fails, and its budget is as before", async () => {
  const { graph } = compile(plan, { capabilities: NO_TOOLS });
  const budget = createBudget({ limit: { usd: 1 } });
  const execute = async () => ({ output: 1, usage: { costUsd: -5 } });
  const result = await runGraph(graph, { execute, budget });
  expect(result.nodes.get("a")).toMatchObject({ status: "failed", error: invalid(/usage/i) });
  expect(budget.spent.usd).toBe(0);
});
