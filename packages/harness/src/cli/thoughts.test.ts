/** What the CLIs show of the thinking of their models. */
import type { HarnessEvent } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createClaudeParser } from "../claude/parser.js";
import { createCodexParser } from "../codex/parser.js";
import { createOpencodeParser } from "../opencode/parser.js";
import type { OutputParser } from "./cli-run.js";

const LONG = "x".repeat(200_000);

/** The thoughts that a parser finds in these entries. */
function thoughtsIn(parser: OutputParser, entries: readonly object[]): HarnessEvent[] {
  return entries
    .flatMap((entry) => [...parser.push(JSON.stringify(entry))])
    .filter(({ type }) => type === "thought" || type === "text");
}

const thinking = (text: string, more: object = {}) => ({
  type: "assistant",
  message: { content: [{ type: "thinking", thinking: text, signature: "s" }] },
  ...more,
});

test("claude: a thought has its words and its time, and is no part of the answer", () => {
  let now = 1_000;
  const parser = createClaudeParser({ now: () => now });
  const start = {
    type: "stream_event",
    event: { type: "content_block_start", content_block: { type: "thinking", thinking: "" } },
  };
  expect(thoughtsIn(parser, [start])).toEqual([]);
  now += 2_500;
  expect(thoughtsIn(parser, [thinking("Which file?")])).toEqual([
    { type: "thought", text: "Which file?", durationMs: 2_500 },
  ]);
  expect(thoughtsIn(parser, [thinking("Again.")])).toEqual([{ type: "thought", text: "Again." }]);
  expect(parser.partialText()).toBe("");
});

test("claude: what a model only signs, and what its sub-agents think, is not shown", () => {
  const parser = createClaudeParser({ now: () => 0 });
  const signed = { type: "assistant", message: { content: [{ type: "redacted_thinking", data: "x" }] } };
  const entries = [thinking(""), thinking("deeper", { parent_tool_use_id: "toolu_1" }), signed];
  expect(thoughtsIn(parser, entries)).toEqual([]);
});

test("codex: a summary of reasoning is a thought", () => {
  const item = (text: string) => ({ type: "item.completed", item: { id: "i", type: "reasoning", text } });
  const parser = createCodexParser({});
  expect(thoughtsIn(parser, [item("**Looking**"), item(" ")])).toEqual([
    { type: "thought", text: "**Looking**" },
  ]);
  expect(parser.partialText()).toBe("");
});

test("opencode: a part of reasoning is a thought with its time", () => {
  const part = (text: string) => ({
    type: "reasoning",
    sessionID: "s",
    part: { type: "reasoning", text, time: { start: 100, end: 1_600 } },
  });
  expect(thoughtsIn(createOpencodeParser(), [part("Hm."), part("")])).toEqual([
    { type: "thought", text: "Hm.", durationMs: 1_500 },
  ]);
});

test("a long thought is cut", () => {
  const found = [
    ...thoughtsIn(createClaudeParser({ now: () => 0 }), [thinking(LONG)]),
    ...thoughtsIn(createCodexParser({}), [
      { type: "item.completed", item: { type: "reasoning", text: LONG } },
    ]),
    ...thoughtsIn(createOpencodeParser(), [{ type: "reasoning", part: { text: LONG } }]),
  ];
  expect(found.map((event) => (event.type === "thought" ? event.text.length : 0))).toEqual(
    Array.from({ length: 3 }, () => 64 * 1024),
  );
});
