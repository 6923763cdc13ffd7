import { expect, test } from "vitest";
import { createClaudeContext } from "./context.js";
import { createClaudeParser } from "./parser.js";

const call = (input: number, more: object = {}) => ({
  type: "assistant",
  message: {
    id: `m${input}`,
    model: "claude-sonnet-4-5",
    usage: {
      input_tokens: input,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 50,
      output_tokens: 9,
    },
  },
  ...more,
});
const result = (modelUsage: object) => ({ type: "result", modelUsage });
const window = { contextWindow: 200_000 };

test("the newest prompt counts with what was cached, and the result says the window of its model", () => {
  const context = createClaudeContext();
  expect(context.read(call(10))).toEqual([{ type: "context", tokens: 1_060 }]);
  expect(context.read(call(10))).toEqual([]);
  expect(context.read(call(300))).toEqual([{ type: "context", tokens: 1_350 }]);
  const usage = { "claude-haiku-4-5": { contextWindow: 7 }, "claude-sonnet-4-5": window };
  expect(context.read(result(usage))).toEqual([{ type: "context", tokens: 1_350, window: 200_000 }]);
});

test("the prompt of a sub-agent, or of a call that failed, is not that of the agent", () => {
  const context = createClaudeContext();
  expect(context.read(call(10, { parent_tool_use_id: "t" }))).toEqual([]);
  expect(context.read(call(10, { error: "overloaded" }))).toEqual([]);
  expect(context.read(result({ "claude-sonnet-4-5": window }))).toEqual([]);
});

test("a window is said only where one model fits", () => {
  const context = createClaudeContext();
  context.read(call(10));
  expect(context.read(result({ "claude-opus-4-6": window }))).toEqual([]);
  expect(context.read(result({ "claude-sonnet-4-5": window, "claude-sonnet-4-5[1m]": window }))).toEqual([]);
  expect(context.read(result({ "claude-sonnet-4-5[1m]": { contextWindow: 1_000_000 } }))).toEqual([
    { type: "context", tokens: 1_060, window: 1_000_000 },
  ]);
  for (const hostile of [{ "claude-sonnet-4-5": { contextWindow: 0 } }, { "claude-sonnet-4-5": null }])
    expect(context.read(result(hostile))).toEqual([]);
});

test("after a summary nothing is said until the next call", () => {
  const parser = createClaudeParser({ now: () => 0 });
  const push = (entry: object) => parser.push(JSON.stringify(entry)).filter(({ type }) => type === "context");
  expect(push(call(90_000))).toEqual([{ type: "context", tokens: 91_050 }]);
  push({ type: "system", subtype: "compact_boundary" });
  expect(push({ ...result({ "claude-sonnet-4-5": window }), subtype: "success", result: "x" })).toEqual([]);
});
