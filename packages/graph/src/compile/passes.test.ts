/** The passes of a full compile. @requirement GRAPH-1 */
import { expect, test } from "vitest";
import { NO_TOOLS, toGraph, toPlan, WIDE } from "../../test-support/plans.js";
import {
  compile,
  createBudget,
  diffGraphs,
  fromJSON,
  type GraphNode,
  PlanError,
  toJSON,
  toMermaid,
} from "../index.js";

const ids = (nodes: Iterable<GraphNode>) => [...nodes].map((node) => node.id);

test("each pass reports what it visited and changed", () => {
  const { report } = compile(
    toPlan([
      { id: "a", prompt: "x" },
      { id: "b", prompt: "x" },
    ]),
    { capabilities: NO_TOOLS, now: () => 5 },
  );
  expect(report.map((r) => r.pass)).toEqual([
    "parse",
    "bind",
    "cycles",
    "dedupe",
    "prune",
    "ranks",
    "claims",
    "budget",
    "emit",
  ]);
  expect(report.find((r) => r.pass === "dedupe")).toEqual({ pass: "dedupe", visited: 2, changed: 1, ms: 0 });
});

test("equal work is merged through its inputs, but never work with effects or the right to spawn", () => {
  const graph = toGraph([
    { id: "a", prompt: "read" },
    { id: "b", prompt: "read" },
    { id: "x", prompt: "sum", dependsOn: ["a"] },
    { id: "y", prompt: "sum", dependsOn: ["b"] },
    { id: "w1", prompt: "write", effects: "write" },
    { id: "w2", prompt: "write", effects: "write" },
    { id: "s1", prompt: "spawn", canSpawn: true },
    { id: "s2", prompt: "spawn", canSpawn: true },
  ]);
  expect(graph.merged).toEqual([
    { from: "b", into: "a" },
    { from: "y", into: "x" },
  ]);
  expect(ids(graph.nodes.values())).toEqual(["a", "x", "w1", "w2", "s1", "s2"]);
});

test("unused work and work whose guard is always false is pruned, writers never", () => {
  const graph = toGraph(
    [
      { id: "out", prompt: "out", dependsOn: ["dead", "in"] },
      { id: "in", prompt: "in" },
      { id: "unused", prompt: "unused", dependsOn: ["in"] },
      { id: "log", prompt: "log", effects: "write", dependsOn: ["kept"] },
      { id: "kept", prompt: "kept" },
      { id: "dead", prompt: "dead", when: { any: [] } },
      { id: "behind", prompt: "behind", when: { ref: "dead.x", op: "eq", value: 1 } },
      { id: "never", prompt: "never", effects: "write", when: { any: [] } },
    ],
    { output: "out" },
  );
  expect(graph.pruned).toEqual([
    { id: "dead", reason: "guard" },
    { id: "behind", reason: "guard" },
    { id: "unused", reason: "unused" },
  ]);
  expect(graph.nodes.get("out")?.deps).toEqual(["in"]);
  expect(ids(graph.nodes.values())).toEqual(["out", "in", "log", "kept", "never"]);
});

test("writers of one path are serialised by segments; neighbours and readers are not", () => {
  const write = (id: string, claims: string[]) => ({ id, prompt: id, effects: "write" as const, claims });
  const graph = toGraph([
    write("a", ["src/a"]),
    write("b", ["src/ab"]),
    write("c", ["./src/a/x.ts"]),
    { ...write("d", ["src/a"]), effects: "read" },
    write("all", ["."]),
  ]);
  const deps = Object.fromEntries([...graph.nodes.values()].map((n) => [n.id, n.deps]));
  expect(deps).toEqual({ a: [], b: [], c: ["a"], d: [], all: ["c", "b"] });
});

test("ranks count the longest chain and groups hold what may run together", () => {
  const graph = toGraph([
    { id: "a", prompt: "a" },
    { id: "b", prompt: "b", dependsOn: ["a"] },
    { id: "c", prompt: "c", dependsOn: ["a", "b"] },
    { id: "d", prompt: "d" },
  ]);
  expect([...graph.nodes.values()].map((n) => [n.id, n.rank, n.group])).toEqual([
    ["a", 0, "#0"],
    ["b", 1, "#1"],
    ["c", 2, "#2"],
    ["d", 0, "#0"],
  ]);
});

test("a plan whose estimates do not fit the budget is refused before it starts", () => {
  const plan = toPlan([
    { id: "a", prompt: "a", estimate: { usd: 2 } },
    { id: "b", prompt: "b", estimate: { usd: 2 } },
  ]);
  const budget = createBudget({ limit: { usd: 3 } });
  expect(() => compile(plan, { capabilities: NO_TOOLS, budget })).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code: "budget" })] }),
  );
});

test("a newer or damaged graph is refused", () => {
  const text = toJSON(toGraph([{ id: "a", prompt: "a" }]));
  expect(() => fromJSON(text.replace('"irVersion":1', '"irVersion":2'))).toThrow(/version 2/);
  expect(() => fromJSON(text.replace('"deps":[]', '"deps":["ghost"]'))).toThrow(PlanError);
  expect(() => fromJSON("{")).toThrow(PlanError);
});

test("a Mermaid chart holds escaped ids and no prompt", () => {
  const graph = toGraph([
    { id: "a", prompt: '"]; click a href "x"', agent: '<b>"x"' },
    { id: "b", prompt: "b", dependsOn: ["a"] },
  ]);
  expect(toMermaid(graph)).toBe('flowchart TD\n  n0["a<br/>#60;b#62;#34;x#34;"]\n  n1["b"]\n  n0 --> n1\n');
});

test("two plans are told apart by node and field", () => {
  const a = toGraph([
    { id: "a", prompt: "a" },
    { id: "b", prompt: "b" },
  ]);
  const b = toGraph([
    { id: "a", prompt: "other" },
    { id: "c", prompt: "c", dependsOn: ["a"] },
  ]);
  expect(diffGraphs(a, b)).toMatchObject({
    added: ["c"],
    removed: ["b"],
    changed: [{ id: "a", fields: ["specHash", "dependents"] }],
  });
});

test("10,000 agents compile in plan order with a stable text", () => {
  const agents = Array.from({ length: 10_000 }, (_, i) => ({
    id: `n${i}`,
    prompt: `p${i}`,
    dependsOn: i ? [`n${i >> 1}`] : [],
  }));
  const one = compile(toPlan(agents), { capabilities: NO_TOOLS, limits: WIDE }).graph;
  expect(toJSON(one)).toBe(toJSON(compile(toPlan(agents), { capabilities: NO_TOOLS, limits: WIDE }).graph));
  expect(one.nodes.get("n9999")?.rank).toBe(14);
});
