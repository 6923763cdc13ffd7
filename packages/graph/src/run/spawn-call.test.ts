/** `ctx.spawn` from the inside of a node. @requirement GRAPH-1 */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import {
  type Execute,
  type ExecuteContext,
  type GraphResult,
  NodeFailedError,
  PlanError,
  runGraph,
  SpawnRefusedError,
} from "../index.js";

const parent = (onFailure: "fail-fast" | "collect" = "fail-fast") =>
  toGraph([{ id: "p", prompt: "p", canSpawn: true }], { onFailure });
const child = (id: string, extra: object = {}) => ({ id, prompt: id, ...extra });

/** Runs a parent with `body`; children answer their id, or fail when it starts with `bad`. */
function family(
  body: (ctx: ExecuteContext) => Promise<unknown>,
  o: { onFailure?: "fail-fast" | "collect"; limits?: object } = {},
): Promise<GraphResult> {
  const execute: Execute = async (node, ctx) => {
    if (node.id === "p") return { output: await body(ctx) };
    if (node.id.includes("bad")) throw new Error(`${node.id} failed`);
    return { output: node.id };
  };
  return runGraph(parent(o.onFailure), { execute, limits: o.limits ?? {} });
}

test("answers come by local id, in the order of the call", async () => {
  const result = await family(async (ctx) => [
    ...(await ctx.spawn([child("b"), child("a", { dependsOn: ["b"] })])),
  ]);
  expect(result.outputs.get("p")).toEqual([
    ["b", "p/b"],
    ["a", "p/a"],
  ]);
});

describe("a child that fails", () => {
  test("rejects the call under fail-fast, with the child's own error as the cause", async () => {
    const result = await family((ctx) =>
      ctx.spawn([child("good"), child("bad")]).catch((error: unknown) => {
        expect(error).toBeInstanceOf(NodeFailedError);
        return [(error as NodeFailedError).nodeId, ((error as NodeFailedError).cause as Error).message];
      }),
    );
    expect(result.outputs.get("p")).toEqual(["p/bad", "p/bad failed"]);
    expect(result.nodes.get("p/good")?.status).toBe("completed");
  });

  test("is left out of the answers under collect", async () => {
    const result = await family(async (ctx) => [...(await ctx.spawn([child("good"), child("bad")])).keys()], {
      onFailure: "collect",
    });
    expect(result.outputs.get("p")).toEqual(["good"]);
  });
});

describe("a child whose guard is false", () => {
  test("is left out of the answers, and is no failure", async () => {
    const result = await family(async (ctx) => {
      const when = { ref: "a", op: "eq" as const, value: "something else" };
      return [...(await ctx.spawn([child("a"), child("b", { when })])).keys()];
    });
    expect(result.outputs.get("p")).toEqual(["a"]);
    expect(result.nodes.get("p/b")).toMatchObject({ status: "skipped", reason: "guard" });
  });
});

describe("calls under way at the same time", () => {
  test("are answered each with its own children", async () => {
    const result = await family(async (ctx) => {
      const [one, two] = await Promise.all([ctx.spawn([child("a")]), ctx.spawn([child("b")])]);
      return [Object.fromEntries(one), Object.fromEntries(two)];
    });
    expect(result.outputs.get("p")).toEqual([{ a: "p/a" }, { b: "p/b" }]);
  });

  test("fail and succeed independently", async () => {
    const result = await family(async (ctx) => {
      const calls = await Promise.allSettled([ctx.spawn([child("bad")]), ctx.spawn([child("b")])]);
      return calls.map((call) => call.status);
    });
    expect(result.outputs.get("p")).toEqual(["rejected", "fulfilled"]);
  });
});

describe("a call one after the other", () => {
  test("may depend on children of the call before", async () => {
    const result = await family(async (ctx) => {
      await ctx.spawn([child("a")]);
      return Object.fromEntries(await ctx.spawn([child("b", { dependsOn: ["a"] })]));
    });
    expect(result.outputs.get("p")).toEqual({ b: "p/b" });
    expect(result.generation).toBe(2);
  });

  test("may not use an id again for other work", async () => {
    const result = await family(async (ctx) => {
      await ctx.spawn([child("a")]);
      return ctx.spawn([{ id: "a", prompt: "other work" }]).catch((error: unknown) => error);
    });
    expect(result.outputs.get("p")).toBeInstanceOf(PlanError);
    expect([...result.nodes.keys()]).toEqual(["p", "p/a"]);
  });
});

describe("a refused call", () => {
  test.each([
    ["by a limit", { limits: { maxFanOut: 1 } }, SpawnRefusedError],
    ["by depth", { limits: { maxDepth: 0 } }, SpawnRefusedError],
  ])("%s starts nothing, and the parent goes on", async (_, o, kind) => {
    const result = await family(
      (ctx) => ctx.spawn([child("a"), child("b")]).catch((error: unknown) => error),
      o,
    );
    expect(result.outputs.get("p")).toBeInstanceOf(kind);
    expect([...result.nodes.keys()]).toEqual(["p"]);
    expect(result.status).toBe("completed");
  });

  test("may be tried again with less", async () => {
    const result = await family(
      async (ctx) => {
        await ctx.spawn([child("a"), child("b")]).catch(() => {});
        return [...(await ctx.spawn([child("a")])).keys()];
      },
      { limits: { maxFanOut: 1 } },
    );
    expect(result.outputs.get("p")).toEqual(["a"]);
  });

  test.each([[[]], [undefined], ["agents"]])(
    "with %j instead of agents is an error of the plan",
    async (specs) => {
      const result = await family((ctx) => ctx.spawn(specs as never).catch((error: unknown) => error));
      expect(result.outputs.get("p")).toBeInstanceOf(PlanError);
    },
  );
});

describe("a spawn that nobody waits for", () => {
  test("is joined before the parent ends", async () => {
    const order: string[] = [];
    const result = await runGraph(parent(), {
      async execute(node, ctx) {
        if (node.id === "p") void ctx.spawn([child("a")]);
        else await Promise.resolve();
        order.push(node.id);
        return { output: node.id };
      },
    });
    expect(order).toEqual(["p", "p/a"]);
    expect(result.nodes.get("p/a")?.status).toBe("completed");
    expect(result.status).toBe("completed");
  });

  test("is no unhandled rejection when it is refused", async () => {
    const result = await family(
      async (ctx) => {
        void ctx.spawn([child("a"), child("b")]);
        return "went on";
      },
      { limits: { maxFanOut: 1 } },
    );
    expect(result.outputs.get("p")).toBe("went on");
  });
});

test("after its end a node can no longer spawn", async () => {
  let kept: ExecuteContext | undefined;
  const result = await runGraph(
    toGraph([
      { id: "p", prompt: "p", canSpawn: true },
      { id: "q", prompt: "q", dependsOn: ["p"] },
    ]),
    {
      async execute(node, ctx) {
        if (node.id === "p") kept = ctx;
        else await expect(kept?.spawn([child("late")])).rejects.toMatchObject({ code: "CANCELLED" });
        return { output: 0 };
      },
    },
  );
  expect(result.status).toBe("completed");
  expect([...result.nodes.keys()]).toEqual(["p", "q"]);
});

test("a tree of one slot never blocks: a parent that waits gives its slot to its children", async () => {
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
  const result = await runGraph(graph, {
    concurrency: 1,
    async execute(node, ctx) {
      if (ctx.depth === 3) return { output: 1 };
      const answers = await ctx.spawn([
        { id: "l", prompt: `${node.id} l`, canSpawn: true },
        { id: "r", prompt: `${node.id} r`, canSpawn: true },
      ]);
      return { output: [...answers.values()].reduce((sum: number, n) => sum + Number(n), 0) };
    },
  });
  expect(result.outputs.get("p")).toBe(8);
});
