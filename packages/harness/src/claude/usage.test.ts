import { describe, expect, test } from "vitest";
import type { JsonObject } from "../cli/json-line.js";
import { createClaudeParser } from "./parser.js";
import { createClaudeUsage } from "./usage.js";

const start = (id: string, input: number, parent: string | null = null): JsonObject => ({
  type: "stream_event",
  parent_tool_use_id: parent,
  event: { type: "message_start", message: { id, usage: { input_tokens: input, output_tokens: 1 } } },
});
const delta = (output: number, parent: string | null = null): JsonObject => ({
  type: "stream_event",
  parent_tool_use_id: parent,
  event: { type: "message_delta", usage: { output_tokens: output } },
});

describe("the usage of a run of claude", () => {
  test("grows with each model call, and a repeated report counts once", () => {
    const usage = createClaudeUsage();
    expect(usage.read(start("m1", 100))).toEqual({ inputTokens: 100, outputTokens: 1 });
    const whole = {
      type: "assistant",
      message: { id: "m1", usage: { input_tokens: 100, output_tokens: 1 } },
    };
    expect(usage.read(whole)).toBeUndefined();
    expect(usage.read(delta(40))).toEqual({ inputTokens: 100, outputTokens: 40 });
    expect(usage.read(start("m2", 150))).toEqual({ inputTokens: 250, outputTokens: 41 });
    expect(usage.read(delta(10))).toEqual({ inputTokens: 250, outputTokens: 50 });
  });

  test("counts sub-agents that work at the same time", () => {
    const usage = createClaudeUsage();
    usage.read(start("m1", 100));
    usage.read(start("m2", 10, "task_1"));
    usage.read(delta(5, "task_1"));
    expect(usage.read(delta(50))).toEqual({ inputTokens: 110, outputTokens: 55 });
  });

  test("counts the cache as input", () => {
    const message = {
      id: "m1",
      usage: {
        input_tokens: 1,
        cache_creation_input_tokens: 10,
        cache_read_input_tokens: 100,
        output_tokens: 2,
      },
    };
    expect(createClaudeUsage().read({ type: "assistant", message })).toEqual({
      inputTokens: 111,
      outputTokens: 2,
      cachedTokens: 100,
    });
  });

  test("ignores what is not a count", () => {
    const usage = createClaudeUsage();
    for (const entry of [
      {},
      start("m1", -5),
      delta(3),
      { type: "stream_event", event: "no" },
      { message: { id: 1 } },
    ])
      usage.read(entry);
    expect(usage.read(start("m2", 1))?.inputTokens).toBe(1);
  });
});

test("a run that is ended in the middle of a turn keeps the text of the turn", () => {
  const parser = createClaudeParser({ now: () => 0 });
  const push = (entry: JsonObject) => parser.push(JSON.stringify(entry));
  push({ type: "assistant", message: { content: [{ type: "text", text: "First part." }] } });
  for (const text of ["And ", "half"])
    push({
      type: "stream_event",
      event: { type: "content_block_delta", delta: { type: "text_delta", text } },
    });
  expect(parser.partialText()).toBe("First part.\nAnd half");
});
