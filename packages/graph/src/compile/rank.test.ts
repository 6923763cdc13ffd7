/** Ranks, parallel groups and the critical path. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentsArb, toGraph } from "../../test-support/plans.js";
import { applySpawn, runGraph } from "../index.js";
import { criticalSeconds } from "./rank.js";

const ranks = (graph: ReturnType<typeof toGraph>) =>
  Object.fromEntries([...graph.nodes.values()].map((node) => [node.id, node.rank]));

test("a rank is one above the highest dependency", () => {
  const graph = toGraph([
    { id: "a", prompt: "a" },
    { id: "b", prompt: "b", dependsOn: ["a"] },
    { id: "c", prompt: "c", dependsOn: ["a", "b"] },
    { id: "d", prompt: "d" },
  ]);
  expect(ranks(graph)).toEqual({ a: 0, b: 1, c: 2, d: 0 });
});

test("agents of one rank and one parent form a group", () => {
  const base = toGraph([
    { id: "a", prompt: "a", canSpawn: true },
    { id: "b", prompt: "b" },
  ]);
  const { graph } = applySpawn(base, "a", [
    { id: "x", prompt: "x" },
    { id: "y", prompt: "y", dependsOn: ["x"] },
  ]);
  const groups = Object.fromEntries([...graph.nodes.values()].map((node) => [node.id, node.group]));
  expect(groups).toEqual({ a: "#0", b: "#0", "a/x": "a#1", "a/y": "a#2" });
});

test("children rank above their parent, and existing nodes keep their rank", () => {
  const base = toGraph([
    { id: "a", prompt: "a" },
    { id: "b", prompt: "b", dependsOn: ["a"], canSpawn: true },
    { id: "c", prompt: "c", dependsOn: ["b"] },
  ]);
  const { graph } = applySpawn(base, "b", [{ id: "x", prompt: "x" }]);
  expect(ranks(graph)).toEqual({ a: 0, b: 1, c: 2, "b/x": 2 });
});

test("a writer that waits for another raises the ranks behind it", () => {
  const graph = toGraph([
    { id: "w1", prompt: "w1", effects: "write", claims: ["src"] },
    { id: "w2", prompt: "w2", effects: "write", claims: ["src"] },
    { id: "end", prompt: "end", dependsOn: ["w2"] },
  ]);
  expect(ranks(graph)).toEqual({ w1: 0, w2: 1, end: 2 });
});

describe("the critical path", () => {
  const node = (id: string, deps: string[] = [], seconds?: number) => ({
    id,
    deps,
    spec: { estimate: seconds === undefined ? undefined : { seconds } },
  });

  test("adds up estimates, one second where there is none", () => {
    const longest = criticalSeconds([
      node("a"),
      node("b", ["a"], 10),
      node("c", ["a"]),
      node("d", ["b", "c"], 5),
    ]);
    expect(Object.fromEntries(longest)).toEqual({ a: 16, b: 15, c: 6, d: 5 });
  });

  test("ignores dependencies outside of the batch", () => {
    expect(criticalSeconds([node("a", ["earlier"], 2)]).get("a")).toBe(2);
  });

  test("of nothing is empty", () => {
    expect(criticalSeconds([]).size).toBe(0);
  });

  test("is started first when there is one slot", async () => {
    const graph = toGraph([
      { id: "short", prompt: "s", estimate: { seconds: 1 } },
      { id: "long", prompt: "l", estimate: { seconds: 1 } },
      { id: "end", prompt: "e", dependsOn: ["long"], estimate: { seconds: 60 } },
    ]);
    const order: string[] = [];
    await runGraph(graph, {
      concurrency: 1,
      async execute(n) {
        order.push(n.id);
        return { output: 0 };
      },
    });
    expect(order).toEqual(["long", "end", "short"]);
  });

  test("is never shorter than the way of any dependent", () => {
    fc.assert(
      fc.property(agentsArb({ max: 12, prefix: "n" }), (agents) => {
        const nodes = agents.map((a) => node(a.id, a.dependsOn ?? [], a.estimate?.seconds));
        const longest = criticalSeconds(nodes);
        for (const one of nodes) {
          for (const dep of one.deps) {
            const own = nodes.find((other) => other.id === dep)?.spec.estimate?.seconds ?? 1;
            expect(longest.get(dep)).toBeGreaterThanOrEqual((longest.get(one.id) ?? 0) + own);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
