/** What people get wrong first, and what they read then. */
import { expect, test } from "vitest";
import { NO_TOOLS, toGraph, toPlan } from "../test-support/plans.js";
import { compile, resumeGraph, runGraph } from "./index.js";

const plan = toPlan([{ id: "a", prompt: "a" }]);
const invalid = (text: RegExp) =>
  expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(text) });
const execute = async () => ({ output: 1 });

test("compile without options or without capabilities says what to pass", () => {
  for (const options of [undefined, {}, { capabilities: {} }]) {
    // @ts-expect-error: it is wrong.
    expect(() => compile(plan, options)).toThrow(invalid(/capabilities: \{ tools: \[\] \}/));
  }
});

test("a plan given to runGraph is named as one, with the call that compiles it", async () => {
  for (const wrong of [plan, JSON.stringify(plan), undefined, compile(plan, { capabilities: NO_TOOLS })]) {
    await expect(runGraph(wrong as never, { execute })).rejects.toThrow(invalid(/compile\(plan/));
  }
});

test("a run without execute, and a resume without a journal, are named", async () => {
  const graph = toGraph(plan.agents);
  await expect(runGraph(graph, {} as never)).rejects.toThrow(invalid(/execute/));
  await expect(runGraph(graph, undefined as never)).rejects.toThrow(invalid(/execute/));
  await expect(resumeGraph({ execute } as never, undefined as never)).rejects.toThrow(invalid(/journal/));
});

test.each([["a text"], [undefined], [["list"]], [{ usage: {} }]])(
  "a bare value returned by execute fails the node instead of being lost: %j",
  async (value) => {
    let calls = 0;
    const graph = toGraph([{ id: "a", prompt: "a", retries: 2 }]);
    const bare = () => {
      calls++;
      return Promise.resolve(value as never);
    };
    const result = await runGraph(graph, { execute: bare });
    expect(result.nodes.get("a")).toMatchObject({ status: "failed", error: invalid(/\{ output \}/) });
    expect(calls).toBe(1);
  },
);
