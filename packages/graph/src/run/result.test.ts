/** What a run says of itself in the end. */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { type Execute, runGraph } from "../index.js";

const failing =
  (...ids: string[]): Execute =>
  async (node) => {
    if (ids.includes(node.id)) throw new Error(`${node.id} failed`);
    return { output: node.id };
  };
const two = [
  { id: "a", prompt: "a" },
  { id: "b", prompt: "b" },
];
const getStatus = async (onFailure: "fail-fast" | "collect", ...ids: string[]) =>
  (await runGraph(toGraph(two, { onFailure }), { execute: failing(...ids) })).status;

describe("the status of a run", () => {
  test.each([
    ["collect", [], "completed"],
    ["collect", ["a"], "partial"],
    ["collect", ["a", "b"], "failed"],
    ["fail-fast", [], "completed"],
    ["fail-fast", ["a"], "failed"],
  ] as const)("with %s and failures %j is %s", async (onFailure, ids, status) => {
    expect(await getStatus(onFailure, ...ids)).toBe(status);
  });

  test("does not depend on children: what became of them was their parent's business", async () => {
    const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
    const result = await runGraph(graph, {
      async execute(node, ctx) {
        if (node.id !== "p") throw new Error("child failed");
        await ctx.spawn([{ id: "c", prompt: "c" }]).catch(() => {});
        return { output: "without it" };
      },
    });
    expect(result).toMatchObject({ status: "completed" });
    expect(result.nodes.get("p/c")?.status).toBe("failed");
  });

  test("is cancelled when the caller cancelled, also when a node failed before", async () => {
    const stop = new AbortController();
    const result = await runGraph(toGraph(two, { onFailure: "collect" }), {
      signal: stop.signal,
      async execute(node, ctx) {
        if (node.id === "a") throw new Error("failed");
        queueMicrotask(() => stop.abort());
        return new Promise((_, reject) =>
          ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason)),
        );
      },
    });
    expect(result.status).toBe("cancelled");
  });
});

test("outputs stand in the order of the plan, and only of what completed", async () => {
  const graph = toGraph(two, { onFailure: "collect", output: ["b", "a"] });
  const all = await runGraph(graph, { execute: failing() });
  expect([...all.outputs]).toEqual([
    ["b", "b"],
    ["a", "a"],
  ]);
  const one = await runGraph(graph, { execute: failing("b") });
  expect([...one.outputs]).toEqual([["a", "a"]]);
});

test("nodes stand in the order of the plan, whoever finished first", async () => {
  const graph = toGraph([
    { id: "slow", prompt: "s" },
    { id: "fast", prompt: "f" },
  ]);
  let letGo = () => {};
  const result = await runGraph(graph, {
    async execute(node) {
      if (node.id === "slow") await new Promise<void>((resolve) => (letGo = resolve));
      else letGo();
      return { output: 0 };
    },
  });
  expect([...result.nodes.keys()]).toEqual(["slow", "fast"]);
});

test("each node tells its attempts, its error or reason, and its generation", async () => {
  const graph = toGraph(
    [
      { id: "a", prompt: "a", retries: 2 },
      { id: "b", prompt: "b", dependsOn: ["a"] },
    ],
    { onFailure: "fail-fast" },
  );
  const { nodes } = await runGraph(graph, { execute: failing("a") });
  expect(nodes.get("a")).toEqual({
    status: "failed",
    error: expect.objectContaining({ message: "a failed" }),
    attempts: 3,
    generation: 0,
  });
  expect(nodes.get("b")).toEqual({ status: "skipped", reason: "dependency", attempts: 0, generation: 0 });
});

test("an output of undefined is a completed output", async () => {
  const { outputs, status } = await runGraph(toGraph([{ id: "a", prompt: "a" }]), {
    execute: async () => ({ output: undefined }),
  });
  expect([status, outputs.has("a")]).toEqual(["completed", true]);
});
