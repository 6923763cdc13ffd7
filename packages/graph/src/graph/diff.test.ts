/** Differences between generations. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentsArb, toGraph, toPlan, WIDE } from "../../test-support/plans.js";
import { applySpawn, compile, diffGraphs, type Graph, type GraphDiff, type GraphNode } from "../index.js";

const pair = toGraph([
  { id: "a", prompt: "a", canSpawn: true },
  { id: "b", prompt: "b", dependsOn: ["a"] },
]);

/** The graph with one node changed by hand. */
function changed(graph: Graph, id: string, change: Partial<GraphNode>): Graph {
  const node = graph.nodes.get(id);
  if (node === undefined) throw new Error(`no ${id}`);
  return { ...graph, nodes: new Map([...graph.nodes, [id, { ...node, ...change }]]) };
}

function inOrder(diff: GraphDiff): GraphDiff {
  return { ...diff, changed: diff.changed.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

test("a graph does not differ from itself, nor from an equal copy", () => {
  const none = { fromGeneration: 0, toGeneration: 0, added: [], removed: [], changed: [] };
  expect(diffGraphs(pair, pair)).toEqual(none);
  expect(diffGraphs(pair, { ...pair, nodes: new Map(pair.nodes) })).toEqual(none);
  expect(diffGraphs(pair, changed(pair, "a", {}))).toEqual(none);
});

describe("a change", () => {
  test.each([
    ["rank", { rank: 9 }],
    ["group", { group: "x#9" }],
    ["depth", { depth: 3 }],
    ["effects", { effects: "write" }],
    ["specHash", { specHash: "0" }],
    ["status", { status: "completed" }],
    ["deps", { deps: [] }],
    ["dependents", { dependents: ["z"] }],
    ["claims", { claims: ["src"] }],
  ] as const)("of %s is named by its field", (field, change) => {
    expect(diffGraphs(pair, changed(pair, "b", change)).changed).toEqual([{ id: "b", fields: [field] }]);
  });

  test("of the order of a list counts", () => {
    const one = changed(pair, "b", { deps: ["a", "c"] });
    const other = changed(pair, "b", { deps: ["c", "a"] });
    expect(diffGraphs(one, other).changed).toEqual([{ id: "b", fields: ["deps"] }]);
  });
});

test("added and removed nodes are mirror images", () => {
  const { graph: grown } = applySpawn(pair, "a", [{ id: "x", prompt: "x" }]);
  expect(diffGraphs(pair, grown)).toMatchObject({
    fromGeneration: 0,
    toGeneration: 1,
    added: ["a/x"],
    removed: [],
  });
  expect(diffGraphs(grown, pair)).toMatchObject({
    fromGeneration: 1,
    toGeneration: 0,
    added: [],
    removed: ["a/x"],
  });
});

test("the difference a spawn reports is the difference of the graphs", () => {
  fc.assert(
    fc.property(
      agentsArb({ max: 5, prefix: "n", canSpawn: true }),
      agentsArb({ max: 4, prefix: "c" }),
      (agents, specs) => {
        const { graph } = compile(toPlan(agents), { capabilities: { tools: [] }, limits: WIDE });
        const parent = [...graph.nodes.keys()][0] ?? "n0";
        try {
          const spawned = applySpawn(graph, parent, specs, { limits: WIDE });
          // A spawn visits only what it changes, so it lists changes in the order it finds them.
          expect(inOrder(diffGraphs(graph, spawned.graph))).toEqual(inOrder(spawned.diff));
        } catch (error) {
          // The claims of some random batches can only deadlock; those are refused, which another test covers.
          expect(error).toMatchObject({ problems: [expect.objectContaining({ code: "claim_conflict" })] });
        }
      },
    ),
    { numRuns: 100 },
  );
});
