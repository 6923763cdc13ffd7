import { expect, test, vi } from "vitest";
import { toGraph, toPlan, WIDE } from "../../test-support/plans.js";
import {
  CancelledError,
  compile,
  type ExecuteContext,
  type GraphNode,
  NodeFailedError,
  runGraph,
  SpawnRefusedError,
} from "../index.js";

test("outputs flow along dependencies and come back in plan order", async () => {
  const graph = toGraph([
    { id: "join", prompt: "join", dependsOn: ["b", "a"] },
    { id: "a", prompt: "a" },
    { id: "b", prompt: "b" },
  ]);
  const result = await runGraph(graph, {
    execute: async (node, ctx) => ({
      output: [...ctx.results].map(([id, o]) => `${id}=${o}`).join() || node.id,
    }),
  });
  expect(result.status).toBe("completed");
  expect([...result.outputs]).toEqual([
    ["join", "b=b,a=a"],
    ["a", "a"],
    ["b", "b"],
  ]);
  expect(result.nodes.get("a")).toEqual({ status: "completed", output: "a", attempts: 1, generation: 0 });
});

test("a merged agent runs once and answers under both names", async () => {
  const execute = vi.fn(async (node: GraphNode, ctx: ExecuteContext) => ({
    output: ctx.results.get("y") ?? node.id,
  }));
  const graph = toGraph([
    { id: "x", prompt: "same" },
    { id: "y", prompt: "same" },
    { id: "z", prompt: "use", dependsOn: ["y"] },
  ]);
  const result = await runGraph(graph, { execute });
  expect(execute).toHaveBeenCalledTimes(2);
  expect([...result.outputs]).toEqual([
    ["x", "x"],
    ["y", "x"],
    ["z", "x"],
  ]);
});

test("a false guard skips a node and does not hold up the join behind it", async () => {
  const graph = toGraph([
    { id: "scan", prompt: "scan" },
    { id: "fix", prompt: "fix", when: { ref: "scan.bugs", op: "gt", value: 0 } },
    { id: "report", prompt: "report", dependsOn: ["scan", "fix"] },
  ]);
  const run = (bugs: number) =>
    runGraph(graph, {
      execute: async (n, ctx) => ({ output: n.id === "scan" ? { bugs } : [...ctx.results.keys()] }),
    });
  const clean = await run(0);
  expect(clean.nodes.get("fix")).toMatchObject({ status: "skipped", reason: "guard" });
  expect(clean.outputs.get("report")).toEqual(["scan"]);
  expect((await run(2)).outputs.get("report")).toEqual(["scan", "fix"]);
});

test.each([
  ["fail-fast", "failed", "skipped"],
  ["collect", "partial", "completed"],
] as const)(
  "under %s a failure ends %s and what depends on it is %s; siblings always finish",
  async (onFailure, status, behind) => {
    const graph = toGraph(
      [
        { id: "bad", prompt: "bad" },
        { id: "good", prompt: "good" },
        { id: "after", prompt: "after", dependsOn: ["bad", "good"] },
      ],
      { onFailure },
    );
    const result = await runGraph(graph, {
      concurrency: 1,
      execute: async (node) => (node.id === "bad" ? Promise.reject(new Error("no")) : { output: node.id }),
    });
    expect(result.status).toBe(status);
    expect(result.nodes.get("good")?.status).toBe("completed");
    expect(result.nodes.get("after")?.status).toBe(behind);
  },
);

test("a failed node is tried again up to its retries, keeping the children it had", async () => {
  const executed: string[] = [];
  const events: string[] = [];
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true, retries: 2 }]);
  const result = await runGraph(graph, {
    onEvent: (e) => events.push(e.type),
    execute: async (node, ctx) => {
      executed.push(`${node.id}#${ctx.attempt}`);
      if (node.id !== "p") return { output: 1 };
      const answers = await ctx.spawn([
        { id: "c", prompt: "c" },
        { id: `d${ctx.attempt}`, prompt: "d" },
      ]);
      if (ctx.attempt < 3) throw new Error("again");
      return { output: [...answers.keys()] };
    },
  });
  expect(result.outputs.get("p")).toEqual(["c", "d3"]);
  expect(executed.filter((x) => x.startsWith("p/c"))).toHaveLength(1);
  expect(result.nodes.get("p")).toMatchObject({ status: "completed", attempts: 3 });
  expect(events.filter((type) => type === "node.retried")).toHaveLength(2);
});

test("a child asked for again with other work gets a new id and answers under the old one", async () => {
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true, retries: 1 }]);
  const result = await runGraph(graph, {
    execute: async (node, ctx) => {
      if (node.id !== "p") return { output: `${node.spec.prompt}:${ctx.results.get("c") ?? ""}` };
      const specs = [
        { id: "c", prompt: `try ${ctx.attempt}` },
        { id: "e", prompt: "use", dependsOn: ["c"] },
      ];
      const answers = await ctx.spawn(specs);
      if (ctx.attempt === 1) throw new Error("again");
      return { output: Object.fromEntries(answers) };
    },
  });
  expect(result.outputs.get("p")).toEqual({ c: "try 2:", e: "use:try 2:" });
  expect([...result.nodes.keys()]).toEqual(["p", "p/c", "p/e", "p/c-2", "p/e-2"]);
});

test("a parent that ends without waiting ends only after its children", async () => {
  const order: string[] = [];
  const graph = toGraph([
    { id: "p", prompt: "p", canSpawn: true },
    { id: "q", prompt: "q", dependsOn: ["p"] },
  ]);
  const result = await runGraph(graph, {
    concurrency: 1,
    execute: async (node, ctx) => {
      if (node.id === "p") void ctx.spawn([{ id: "slow", prompt: "slow" }]);
      else await Promise.resolve();
      order.push(node.id);
      return { output: 1 };
    },
  });
  expect(order).toEqual(["p", "p/slow", "q"]);
  expect(result.status).toBe("completed");
});

test("spawns of one node at the same time do not deadlock on one slot", async () => {
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
  const result = await runGraph(graph, {
    concurrency: 1,
    execute: async (node, ctx) => {
      if (ctx.depth > 0) return { output: node.id };
      const both = await Promise.all([
        ctx.spawn([{ id: "a", prompt: "a" }]),
        ctx.spawn([{ id: "b", prompt: "b" }]),
      ]);
      return { output: both.flatMap((m) => [...m.values()]) };
    },
  });
  expect(result.outputs.get("p")).toEqual(["p/a", "p/b"]);
});

test("a refused spawn inserts nothing and the parent may go on", async () => {
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
  const result = await runGraph(graph, {
    limits: { maxFanOut: 1 },
    execute: async (_, ctx) => {
      const refused = await ctx
        .spawn([
          { id: "a", prompt: "a" },
          { id: "b", prompt: "b" },
        ])
        .catch((e: unknown) => e);
      expect(refused).toBeInstanceOf(SpawnRefusedError);
      return { output: "alone" };
    },
  });
  expect(result.nodes.size).toBe(1);
  expect(result.outputs.get("p")).toBe("alone");
});

test("a failed child fails the spawn under fail-fast, after its siblings finished", async () => {
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
  const result = await runGraph(graph, {
    execute: async (node, ctx) => {
      if (node.id === "p/bad") throw new TypeError("broken");
      if (ctx.depth > 0) return { output: 1 };
      const error = await ctx
        .spawn([
          { id: "bad", prompt: "x" },
          { id: "ok", prompt: "y" },
        ])
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(NodeFailedError);
      expect(error).toMatchObject({ nodeId: "p/bad", cause: expect.any(TypeError) });
      return { output: "handled" };
    },
  });
  expect(result.status).toBe("completed");
  expect(result.nodes.get("p/ok")?.status).toBe("completed");
});

test("a chain of 10,000 nodes and a failure at its head end without a deep stack", async () => {
  const agents = Array.from({ length: 10_000 }, (_, i) => ({
    id: `n${i}`,
    prompt: `p${i}`,
    dependsOn: i ? [`n${i - 1}`] : [],
  }));
  const { graph } = compile(toPlan(agents), { capabilities: { tools: [] }, limits: WIDE });
  const ok = await runGraph(graph, { execute: async () => ({ output: 1 }) });
  expect(ok.outputs.size).toBe(10_000);
  const bad = await runGraph(graph, { execute: async () => Promise.reject(new CancelledError("no")) });
  expect(bad.nodes.get("n9999")?.status).toBe("skipped");
});
