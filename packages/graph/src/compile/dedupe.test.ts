/** Equal work is done once. */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { type AgentSpecInput, applySpawn, createSpawningContext, runGraph } from "../index.js";

const merged = (extra: Partial<AgentSpecInput>, other: Partial<AgentSpecInput> = {}) =>
  toGraph([
    { id: "a", prompt: "read", ...extra },
    { id: "b", prompt: "read", ...extra, ...other },
  ]).merged.length === 1;

test("two agents with the same prompt are merged into the first", () => {
  expect(merged({})).toBe(true);
});

describe("agents are kept apart when they differ in", () => {
  test.each([
    ["the prompt", { prompt: "read it" }],
    ["the agent", { agent: "coder" }],
    ["the model", { model: "small" }],
    ["the harness", { harness: "claude" }],
    ["the expected output", { expectedOutput: "JSON" }],
    ["the time limit", { timeoutMs: 1_000 }],
  ])("%s", (_, other) => {
    expect(merged({}, other)).toBe(false);
  });

  test("the guard", () => {
    const graph = toGraph([
      { id: "s", prompt: "s" },
      { id: "a", prompt: "read", when: { ref: "s", op: "eq", value: 1 } },
      { id: "b", prompt: "read", when: { ref: "s", op: "eq", value: 2 } },
    ]);
    expect(graph.merged).toEqual([]);
  });

  test("their inputs", () => {
    const graph = toGraph([
      { id: "s", prompt: "s" },
      { id: "t", prompt: "t" },
      { id: "a", prompt: "read", dependsOn: ["s"] },
      { id: "b", prompt: "read", dependsOn: ["t"] },
    ]);
    expect(graph.merged).toEqual([]);
  });
});

describe("agents are never merged when they", () => {
  test.each([
    ["write", { effects: "write" as const }],
    ["read what others may write", { effects: "read" as const }],
    ["may spawn", { canSpawn: true }],
  ])("%s", (_, extra) => {
    expect(merged(extra)).toBe(false);
  });
});

test("the order of tools and of dependencies does not matter", () => {
  const graph = toGraph([
    { id: "s", prompt: "s" },
    { id: "t", prompt: "t" },
    { id: "a", prompt: "read", dependsOn: ["s", "t"] },
    { id: "b", prompt: "read", dependsOn: ["t", "s"] },
  ]);
  expect(graph.merged).toEqual([{ from: "b", into: "a" }]);
});

test("reason and estimate do not keep equal work apart", () => {
  expect(merged({}, { rationale: "because", estimate: { usd: 1 } })).toBe(true);
});

test("a chain of equal work collapses wholly, and what follows waits for the one that is left", () => {
  const graph = toGraph([
    { id: "a1", prompt: "a" },
    { id: "a2", prompt: "a" },
    { id: "b1", prompt: "b", dependsOn: ["a1"] },
    { id: "b2", prompt: "b", dependsOn: ["a2"] },
    { id: "end", prompt: "end", dependsOn: ["b1", "b2", "a2"] },
  ]);
  expect([...graph.nodes.keys()]).toEqual(["a1", "b1", "end"]);
  expect(graph.nodes.get("end")?.deps).toEqual(["b1", "a1"]);
});

test("each name that was asked for gets the output of the work that was done once", async () => {
  const graph = toGraph([
    { id: "a", prompt: "same" },
    { id: "b", prompt: "same" },
    { id: "end", prompt: "end", dependsOn: ["a", "b"] },
  ]);
  const ran: string[] = [];
  const result = await runGraph(graph, {
    async execute(node, ctx) {
      ran.push(node.id);
      return { output: node.id === "end" ? Object.fromEntries(ctx.results) : node.id };
    },
  });
  expect(ran).toEqual(["a", "end"]);
  expect(Object.fromEntries(result.outputs)).toEqual({ a: "a", b: "a", end: { a: "a", b: "a" } });
});

test("a spawn merges within its call and answers for every id", () => {
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
  const specs = [
    { id: "x", prompt: "same" },
    { id: "y", prompt: "same" },
  ];
  const outcome = createSpawningContext({ graph }).spawn("p", specs);
  expect(Object.fromEntries(outcome.ids)).toEqual({ x: "p/x", y: "p/x" });
  expect(outcome.diff.added).toEqual(["p/x"]);
});

test("equal work of two spawn calls is done twice: the first may have ended long ago", () => {
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
  const first = applySpawn(graph, "p", [{ id: "x", prompt: "same" }]);
  const second = applySpawn(first.graph, "p", [{ id: "y", prompt: "same" }]);
  expect(second.diff.added).toEqual(["p/y"]);
  expect(second.graph.merged).toEqual([]);
});
