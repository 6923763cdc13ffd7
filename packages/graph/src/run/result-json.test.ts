/** The result of a run as data and as a picture. */
import { expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import {
  createMemoryJournal,
  type Execute,
  fromJSON,
  replayGraph,
  resumeGraph,
  runGraph,
  toJSON,
  toMermaid,
} from "../index.js";

const graph = toGraph([
  { id: "p", prompt: "p", canSpawn: true },
  { id: "bad", prompt: "bad" },
]);
const execute: Execute = async (node, ctx) => {
  if (node.id === "bad") throw new Error(`no key sk-${"a1".repeat(12)}`);
  if (node.id === "p") return { output: Object.fromEntries(await ctx.spawn([{ id: "c", prompt: "c" }])) };
  return { output: node.id, usage: { inputTokens: 3 } };
};

test("a result has the graph as it has grown, also when it comes from a journal", async () => {
  const journal = createMemoryJournal();
  const result = await runGraph(graph, { execute, journal });
  expect([...result.graph.nodes.keys()]).toEqual(["p", "bad", "p/c"]);
  expect(result.graph.generation).toBe(1);
  const resumed = await resumeGraph(journal, { execute });
  const { result: replayed } = await replayGraph(journal);
  for (const other of [resumed, replayed]) expect(toJSON(other.graph)).toBe(toJSON(result.graph));
});

test("a result becomes JSON with all it holds, and without a secret of an error", async () => {
  const result = await runGraph(graph, { execute });
  const data = JSON.parse(JSON.stringify(result));
  expect(data).toMatchObject({
    status: "failed",
    outputs: { p: { c: "p/c" } },
    nodes: {
      p: { status: "completed", output: { c: "p/c" }, attempts: 1, generation: 0 },
      bad: { status: "failed", error: { name: "Error", message: "no key [redacted]" } },
    },
    usage: { inputTokens: 3 },
    generation: 1,
  });
  expect(toJSON(fromJSON(JSON.stringify(data.graph)))).toBe(toJSON(result.graph));
});

test("an output that JSON cannot carry is named in its place", async () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const result = await runGraph(toGraph([{ id: "a", prompt: "a" }]), {
    execute: async () => ({ output: cyclic }),
  });
  expect(JSON.parse(JSON.stringify(result)).outputs.a).toMatch(/not JSON: self refers to a value/);
});

test("a picture shows the state of each node", async () => {
  const result = await runGraph(graph, { execute });
  const text = toMermaid(result.graph, result);
  expect(text).toContain("class n0,n2 completed");
  expect(text).toContain("class n1 failed");
  expect(text).toMatch(/classDef completed fill:#/);
  expect(text).not.toContain("classDef skipped");
  expect(toMermaid(result.graph)).not.toContain("class");
});
