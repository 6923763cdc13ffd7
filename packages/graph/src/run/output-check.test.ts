/** Outputs that a journal cannot carry. @requirement GRAPH-2 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { createMemoryJournal, type Execute, OutputError, resumeGraph, runGraph } from "../index.js";
import { unjsonable } from "./output-check.js";

const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true, retries: 3 }]);
const ends = async (output: unknown) => {
  let calls = 0;
  const execute: Execute = async () => {
    calls++;
    return { output, usage: { inputTokens: 5 } };
  };
  const journal = createMemoryJournal();
  const result = await runGraph(graph, { execute, journal });
  return { result, calls, journal };
};

const cyclic: Record<string, unknown> = { name: "a" };
cyclic.self = { cyclic };

test.each([
  ["the map that ctx.spawn returns", new Map([["a", 1]]), "the output is a Map"],
  ["a map inside", { parts: [new Map()] }, "parts[0] is a Map"],
  ["a set", new Set(), "the output is a Set"],
  ["a date", { at: new Date(0) }, "at is a Date"],
  ["undefined in a list", [1, undefined], "[1] is undefined"],
  ["a cycle", cyclic, "self.cyclic refers to a value that contains it"],
  ["a number without a value", { n: Number.NaN }, "n is NaN"],
  ["a big integer", 5n, "the output is a bigint"],
  ["a function", { f: () => {} }, "f is a function"],
])("with a journal, %s is refused by an error that names the node", async (_, output, text) => {
  const { result, calls } = await ends(output);
  const error = result.nodes.get("p")?.error;
  expect(error).toBeInstanceOf(OutputError);
  expect(error).toMatchObject({ nodeId: "p", message: expect.stringContaining(text) });
  expect(calls).toBe(1);
  expect(result.usage.inputTokens).toBe(5);
});

test("without a journal any output is handed over as it is", async () => {
  const output = new Map([["a", 1]]);
  const result = await runGraph(graph, { execute: async () => ({ output }) });
  expect(result.outputs.get("p")).toBe(output);
});

test("what is accepted is the same after a resume", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.constant(undefined)), async (output) => {
      const { result, journal } = await ends(output);
      const copy = createMemoryJournal();
      copy.append("main", JSON.parse(JSON.stringify(await journal.read("main"))));
      const resumed = await resumeGraph(copy, { execute: async () => ({ output: "never" }) });
      expect(result.status).toBe("completed");
      expect(resumed.outputs.has("p")).toBe(true);
      expect(JSON.stringify(resumed.outputs.get("p"))).toBe(JSON.stringify(output));
    }),
    { numRuns: 100 },
  );
});

test("a value nested deeper than JSON can be written is refused, and a shared value is not a cycle", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(unjsonable(deep)).toMatch(/deeper than/);
  const shared = { a: 1 };
  expect(unjsonable([shared, { shared }])).toBeUndefined();
});
