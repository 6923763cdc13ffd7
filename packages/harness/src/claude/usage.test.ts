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

/** The last usage that a turn of lines tells, and the turn's result. */
function turnOf(lines: readonly JsonObject[], spent = { usd: 0 }) {
  const parser = createClaudeParser({ now: () => 0, spent });
  const events = lines.flatMap((line) => parser.push(JSON.stringify(line)));
  const told = events.flatMap((event) => (event.type === "usage" ? [event.usage] : []));
  return { usage: told.at(-1), told, concluded: parser.conclude() };
}

const ended = (usage: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "result",
  subtype: "success",
  is_error: false,
  result: "done",
  usage,
  ...more,
});

describe("the usage of a turn whose result leaves something out", () => {
  const streamed = [start("m1", 1_000), delta(100), start("m2", 5_000)];
  const USED = { inputTokens: 6_000, outputTokens: 101 };

  test.each([
    ["an interrupted one", { subtype: "error_during_execution", result: undefined }],
    ["an interrupted one that calls itself an error", { subtype: "error_during_execution", is_error: true }],
    ["one that a provider ended", { subtype: "success", is_error: true, result: "API Error: 529" }],
    ["one that counts nothing", { subtype: "error_max_turns", result: undefined, usage: undefined }],
    ["one that a provider answered without counting all", {}],
  ])("%s keeps what was streamed", (_name, more) => {
    const { usage } = turnOf([...streamed, ended({ input_tokens: 1_000, output_tokens: 100 }, more)]);
    expect(usage).toEqual(USED);
  });

  test("has the price of what was left out estimated, not that of the rest", () => {
    const result = { subtype: "error_during_execution", result: undefined, total_cost_usd: 0.5 };
    const first = turnOf([...streamed, ended({ input_tokens: 1_000, output_tokens: 100 }, result)]);
    expect(first.usage).toEqual(USED);
  });

  test("never tells less than it told before", () => {
    const { told } = turnOf([...streamed, ended({ input_tokens: 1_000, output_tokens: 100 })]);
    const inputs = told.map(({ inputTokens = 0 }) => inputTokens);
    expect(inputs).toEqual(inputs.toSorted((one, other) => one - other));
  });

  test("is not counted again by the next turn of its session", () => {
    const spent = { usd: 0 };
    turnOf(
      [
        ...streamed,
        ended(
          { input_tokens: 1_000, output_tokens: 100 },
          { subtype: "error_during_execution", result: undefined, total_cost_usd: 0.5 },
        ),
      ],
      spent,
    );
    const next = turnOf(
      [start("m3", 200), delta(20), ended({ input_tokens: 200, output_tokens: 20 }, { total_cost_usd: 0.75 })],
      spent,
    );
    expect(next.usage).toEqual({ inputTokens: 200, outputTokens: 20, costUsd: 0.25 });
    expect(next.concluded).toMatchObject({ usage: next.usage });
  });
});

test("a result that counts more than was streamed is believed, and so is its price", () => {
  const { usage } = turnOf([
    start("m1", 1_000),
    delta(100),
    ended({ input_tokens: 1_500, output_tokens: 90 }, { total_cost_usd: 0.5 }),
  ]);
  expect(usage).toEqual({ inputTokens: 1_500, outputTokens: 100, costUsd: 0.5 });
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
