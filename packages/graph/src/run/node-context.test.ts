/** What a running node sees. */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { BudgetError, createBudget, type ExecuteContext, runGraph } from "../index.js";

const single = toGraph([{ id: "a", prompt: "a" }]);

test("a node knows its run, depth and attempt", async () => {
  const graph = toGraph([{ id: "a", prompt: "a", canSpawn: true, retries: 1 }]);
  const seen: unknown[] = [];
  await runGraph(graph, {
    runId: "r7",
    async execute(node, ctx) {
      seen.push([node.id, ctx.runId, ctx.depth, ctx.attempt]);
      if (node.id === "a" && ctx.attempt === 1) throw new Error("again");
      if (node.id === "a") await ctx.spawn([{ id: "b", prompt: "b" }]);
      return { output: 0 };
    },
  });
  expect(seen).toEqual([
    ["a", "r7", 0, 1],
    ["a", "r7", 0, 2],
    ["a/b", "r7", 1, 1],
  ]);
});

describe("results", () => {
  test("hold the outputs of dependencies and of guard references, in the order they are named", async () => {
    const graph = toGraph([
      { id: "x", prompt: "x" },
      { id: "y", prompt: "y" },
      { id: "z", prompt: "z" },
      { id: "end", prompt: "end", dependsOn: ["y", "x"], when: { ref: "z", op: "exists" } },
    ]);
    const result = await runGraph(graph, {
      execute: async (node, ctx) => ({ output: node.id === "end" ? [...ctx.results] : node.id }),
    });
    expect(result.outputs.get("end")).toEqual([
      ["y", "y"],
      ["x", "x"],
      ["z", "z"],
    ]);
  });

  test("leave out what failed or was skipped", async () => {
    const graph = toGraph(
      [
        { id: "bad", prompt: "bad" },
        { id: "off", prompt: "off", when: { ref: "bad", op: "exists" } },
        { id: "ok", prompt: "ok" },
        { id: "end", prompt: "end", dependsOn: ["bad", "off", "ok"] },
      ],
      { onFailure: "collect" },
    );
    const result = await runGraph(graph, {
      async execute(node, ctx) {
        if (node.id === "bad") throw new Error("bad");
        return { output: node.id === "end" ? [...ctx.results.keys()] : 1 };
      },
    });
    expect(result.outputs.get("end")).toEqual(["ok"]);
  });

  test("do not hold what only the order of writers made it wait for", async () => {
    const graph = toGraph([
      { id: "w1", prompt: "w1", effects: "write", claims: ["src"] },
      { id: "w2", prompt: "w2", effects: "write", claims: ["src"] },
    ]);
    const result = await runGraph(graph, { execute: async (_, ctx) => ({ output: ctx.results.size }) });
    expect(result.outputs.get("w2")).toBe(0);
  });
});

describe("the signal", () => {
  test("is the same whenever it is asked for, and not aborted while the node runs", async () => {
    const result = await runGraph(single, {
      async execute(_, ctx) {
        const first = ctx.signal;
        expect(ctx.signal).toBe(first);
        return { output: first.aborted };
      },
    });
    expect(result.outputs.get("a")).toBe(false);
  });

  test("asked for after the end is aborted", async () => {
    let kept: ExecuteContext | undefined;
    await runGraph(single, {
      async execute(_, ctx) {
        kept = ctx;
        return { output: 0 };
      },
    });
    expect(kept?.signal.aborted).toBe(true);
  });

  test("of an attempt that was retried is aborted in the next one", async () => {
    const contexts: ExecuteContext[] = [];
    await runGraph(toGraph([{ id: "a", prompt: "a", retries: 1 }]), {
      async execute(_, ctx) {
        contexts.push(ctx);
        if (ctx.attempt === 1) throw new Error("again");
        expect(contexts[0]?.signal.aborted).toBe(true);
        expect(ctx.signal.aborted).toBe(false);
        return { output: 0 };
      },
    });
    expect(contexts).toHaveLength(2);
  });
});

describe("usage", () => {
  test("reported on the way is not counted again at the end", async () => {
    const result = await runGraph(single, {
      async execute(_, ctx) {
        ctx.reportUsage({ inputTokens: 10 });
        ctx.reportUsage({ inputTokens: 5 });
        return { output: 0, usage: { inputTokens: 20, outputTokens: 3 } };
      },
    });
    expect(result.usage).toMatchObject({ inputTokens: 20, outputTokens: 3 });
  });

  test("of a failed attempt stays counted", async () => {
    const result = await runGraph(toGraph([{ id: "a", prompt: "a", retries: 1 }]), {
      async execute(_, ctx) {
        ctx.reportUsage({ inputTokens: 10 });
        if (ctx.attempt === 1) throw new Error("again");
        return { output: 0, usage: { inputTokens: 10 } };
      },
    });
    expect(result.usage.inputTokens).toBe(20);
  });

  test("reported after the end is ignored", async () => {
    let late: (() => void) | undefined;
    const result = await runGraph(single, {
      async execute(_, ctx) {
        late = () => ctx.reportUsage({ inputTokens: 1_000 });
        return { output: 0 };
      },
    });
    late?.();
    expect(result.usage).toEqual({});
  });

  test("past the budget stops the node at once, and what it answers is kept", async () => {
    const budget = createBudget({ limit: { usd: 1 } });
    const result = await runGraph(single, {
      budget,
      async execute(_, ctx) {
        expect(ctx.signal.aborted).toBe(false);
        ctx.reportUsage({ costUsd: 2 });
        expect(ctx.signal.reason).toBeInstanceOf(BudgetError);
        return { output: "what there is" };
      },
    });
    expect(result.nodes.get("a")).toMatchObject({ status: "completed", output: "what there is" });
    expect(budget.spent.usd).toBe(2);
  });
});

test("spawn and reportUsage work without their context, as callbacks of other libraries", async () => {
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
  const result = await runGraph(graph, {
    async execute(node, { spawn, reportUsage }) {
      if (node.id !== "p") return { output: 1 };
      reportUsage({ inputTokens: 1 });
      return { output: (await spawn([{ id: "c", prompt: "c" }])).get("c") };
    },
  });
  expect(result.outputs.get("p")).toBe(1);
});
