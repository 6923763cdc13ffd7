/** The JSON form of a graph. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentsArb, toGraph } from "../../test-support/plans.js";
import { applySpawn, diffGraphs, fromJSON, IR_VERSION, PlanError, toJSON } from "../index.js";
import { listChildren } from "./graph.js";
import { indexed } from "./json.js";

const base = toGraph([
  { id: "a", prompt: "a", canSpawn: true, effects: "write", claims: ["src"] },
  { id: "b", prompt: "b", dependsOn: ["a"], when: { ref: "a.ok", op: "eq", value: true } },
]);
const { graph } = applySpawn(base, "a", [
  { id: "x", prompt: "x" },
  { id: "y", prompt: "y", dependsOn: ["x"] },
]);

function refusal(text: string): { path: string; code: string; message: string } | undefined {
  try {
    fromJSON(text);
  } catch (error) {
    if (error instanceof PlanError) return error.problems[0];
    throw error;
  }
  return undefined;
}

/** The JSON form with one part replaced. */
function altered(
  change: (data: { nodes: Record<string, Record<string, unknown>> } & Record<string, unknown>) => void,
) {
  const data = JSON.parse(toJSON(graph));
  change(data);
  return JSON.stringify(data);
}

test("what was written is read back equal, and writes the same text again", () => {
  const back = fromJSON(toJSON(graph));
  expect(diffGraphs(graph, back)).toMatchObject({ added: [], removed: [], changed: [] });
  expect([...back.nodes.keys()]).toEqual([...graph.nodes.keys()]);
  expect(toJSON(back)).toBe(toJSON(graph));
  expect(back).toMatchObject({
    goal: graph.goal,
    onFailure: graph.onFailure,
    generation: 1,
    output: ["a", "b"],
  });
});

test("a graph read back can be spawned into just as the original", () => {
  const specs = [{ id: "z", prompt: "z", effects: "write" as const, claims: ["src/deep"], dependsOn: ["y"] }];
  expect(toJSON(applySpawn(fromJSON(toJSON(graph)), "a", specs).graph)).toBe(
    toJSON(applySpawn(graph, "a", specs).graph),
  );
});

test("children are known again after reading", () => {
  expect(listChildren(indexed(fromJSON(toJSON(graph))), "a").sort()).toEqual(["a/x", "a/y"]);
  expect(listChildren(indexed(fromJSON(toJSON(graph))), "b")).toEqual([]);
});

test("a graph with its indexes is used as it is", () => {
  expect(indexed(graph)).toBe(graph);
  const plain = { ...JSON.parse(toJSON(graph)), nodes: new Map(graph.nodes) };
  expect([...indexed(plain).nodes.keys()]).toEqual([...graph.nodes.keys()]);
});

test("random graphs survive the way through JSON", () => {
  fc.assert(
    fc.property(agentsArb({ max: 12, prefix: "n" }), (agents) => {
      const one = toGraph(agents);
      expect(toJSON(fromJSON(toJSON(one)))).toBe(toJSON(one));
    }),
    { numRuns: 60 },
  );
});

describe("refused is", () => {
  test.each([
    ["no JSON", "{", "no_json", ""],
    ["an empty text", "", "no_json", ""],
    ["a list", "[]", "invalid", ""],
    ["null", "null", "invalid", ""],
    ["a newer version", JSON.stringify({ irVersion: IR_VERSION + 1 }), "newer_version", "irVersion"],
    ["an older version that never was", JSON.stringify({ irVersion: 0 }), "invalid", "irVersion"],
  ])("%s", (_, text, code, path) => {
    expect(refusal(text)).toMatchObject({ code, path });
  });

  test("a dependency on a node that is not there", () => {
    const text = altered((data) => {
      (data.nodes["a/y"] as { deps: string[] }).deps = ["a/gone"];
    });
    expect(refusal(text)).toMatchObject({ code: "unknown_node", path: "nodes.a/y" });
  });

  test("a dependent that is not there", () => {
    const text = altered((data) => {
      (data.nodes.a as { dependents: string[] }).dependents = ["gone"];
    });
    expect(refusal(text)).toMatchObject({ code: "unknown_node", path: "nodes.a" });
  });

  test("a child without its parent", () => {
    const text = altered((data) => {
      delete data.nodes.a;
      (data.nodes.b as { deps: string[] }).deps = [];
    });
    expect(refusal(text)).toMatchObject({ code: "unknown_node", path: "nodes.a/x" });
  });

  test.each([
    [
      "an unknown field of a node",
      (data: { nodes: Record<string, object> }) => Object.assign(data.nodes.a ?? {}, { run: "rm" }),
    ],
    ["an unknown field of the graph", (data: object) => Object.assign(data, { handlers: [] })],
    [
      "a negative rank",
      (data: { nodes: Record<string, object> }) => Object.assign(data.nodes.a ?? {}, { rank: -1 }),
    ],
    [
      "a spec that is no spec",
      (data: { nodes: Record<string, object> }) => Object.assign(data.nodes.a ?? {}, { spec: {} }),
    ],
    [
      "an unknown status",
      (data: { nodes: Record<string, object> }) => Object.assign(data.nodes.a ?? {}, { status: "done" }),
    ],
  ])("%s", (_, change) => {
    expect(refusal(altered(change as never))?.code).toBe("invalid");
  });
});

test("no text makes the reader throw anything but a refusal", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void refusal(text)));
});
