/** Measures the cost of a flood of text in copied characters, and checks what is kept. */
import type { AgentEventData } from "@tinyagi/agents";
import type { HarnessEvent } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createApiEvents } from "../api/events.js";
import { createClaudeParser } from "../claude/parser.js";
import { createCodexParser } from "../codex/parser.js";
import { createOpencodeParser } from "../opencode/parser.js";
import { DENIED_TOOLS_MAX } from "./cli-run.js";
import { createTextTail } from "./text-tail.js";

const PIECE = "x".repeat(400);
/** 3.2 million characters: three times the limit. */
const PIECES = 8_000;
/** How often one character may be copied. */
const COPIES_MAX = 8;

const SCOPE = { runId: "r", parentRunId: null, rootRunId: "r", depth: 0, agent: "writer" };
const COMPLETED = { attempt: 1 } as AgentEventData["model.completed"];

/** Passes one piece of text to a parser. */
type Feed = (piece: string) => void;
interface Fed {
  readonly feed: Feed;
  readonly partialText: () => string;
}

const sources: Readonly<Record<string, () => Fed>> = {
  claude: () => {
    const parser = createClaudeParser({ now: () => 0 });
    const entry = (text: string) => ({ type: "assistant", message: { content: [{ type: "text", text }] } });
    return { feed: (piece) => parser.push(JSON.stringify(entry(piece))), partialText: parser.partialText };
  },
  codex: () => {
    const parser = createCodexParser({});
    const entry = (text: string) => ({ type: "item.completed", item: { type: "agent_message", text } });
    return { feed: (piece) => parser.push(JSON.stringify(entry(piece))), partialText: parser.partialText };
  },
  opencode: () => {
    const parser = createOpencodeParser();
    const entry = (text: string) => ({ type: "text", part: { messageID: "m", text } });
    return { feed: (piece) => parser.push(JSON.stringify(entry(piece))), partialText: parser.partialText };
  },
  api: () => {
    const events = createApiEvents({ onEvent: (_event: HarnessEvent) => {}, touch: () => {} });
    return {
      feed: (piece) => {
        events.onText(piece);
        events.sink.emit(SCOPE, { type: "model.completed", data: COMPLETED });
      },
      partialText: events.partialText,
    };
  },
};

/** Counts the characters returned by copying string operations while `work` runs. A spy would keep each result in memory. */
function charactersCopied(work: () => void): number {
  let copied = 0;
  const { slice } = String.prototype;
  const { join } = Array.prototype;
  const count = (result: string) => {
    copied += result.length;
    return result;
  };
  const counting = {
    slice(this: string, ...range: [start?: number, end?: number]) {
      return count(slice.apply(this, range));
    },
    join(this: unknown[], separator?: string) {
      return count(join.call(this, separator));
    },
  };
  Object.assign(String.prototype, { slice: counting.slice });
  Object.assign(Array.prototype, { join: counting.join });
  try {
    work();
  } finally {
    Object.assign(String.prototype, { slice });
    Object.assign(Array.prototype, { join });
  }
  return copied;
}

describe.each(Object.entries(sources))("a flood of text from %s", (_name, create) => {
  test("copies each character a bounded number of times and keeps the last million", () => {
    const { feed, partialText } = create();
    const copied = charactersCopied(() => {
      for (let piece = 0; piece < PIECES; piece += 1) feed(PIECE);
    });
    expect(copied).toBeLessThan(PIECES * PIECE.length * COPIES_MAX);
    expect(partialText()).toHaveLength(1_000_000);
    expect(partialText().endsWith(`\n${PIECE}`)).toBe(true);
  });
});

test("a tail is the end of all its pieces, each on its own line", () => {
  const pieces = fc.array(fc.string({ minLength: 1, maxLength: 12 }));
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 30 }), (texts, limit) => {
      const tail = createTextTail(limit);
      for (const text of texts) tail.push(text);
      expect(tail.text()).toBe(texts.join("\n").slice(-limit));
    }),
  );
});

test("a long list of denied tools is cut, so that the reply stays readable", () => {
  const parser = createClaudeParser({ now: () => 0 });
  const denials = Array.from({ length: 5_000 }, (_, index) => ({ tool_name: `tool-${index}` }));
  const end = { type: "result", subtype: "success", is_error: false, result: "done" };
  const events = parser.push(JSON.stringify({ ...end, permission_denials: denials }));
  expect(events).toHaveLength(DENIED_TOOLS_MAX);
  expect(parser.conclude()).toMatchObject({ deniedTools: { length: DENIED_TOOLS_MAX } });
});
