/**
 * Reads codex's `exec --json` output. Must never throw. The last agent message is the answer. Items of type `error` are
 * only warnings: a run has failed only after `turn.failed`.
 */
import {
  failureWith,
  type HarnessError,
  type HarnessEvent,
  type HarnessResult,
  type Usage,
} from "@tinyagi/contracts";
import type { OutputParser } from "../cli/cli-run.js";
import { compact, type JsonObject, parseJsonLine, toNumber, toObject, toText } from "../cli/json-line.js";
import { createTextTail, type TextTail } from "../cli/text-tail.js";
import { classifyCodexFailure } from "./failure.js";
import { codexTotals, usageSince } from "./usage.js";

const TOOL_OUTPUT_MAX_CHARS = 64 * 1024;
const THOUGHT_MAX_CHARS = 64 * 1024;
/** The message contains a count while codex retries a request, and none while it waits for the network. */
const RECONNECTING = /^Reconnecting\.\.\.(?: (\d+)\/\d+)?/;

interface State {
  readonly before: Usage | undefined;
  sessionId: string | undefined;
  readonly partial: TextTail;
  answer: string;
  totals: Usage | undefined;
  ended: "completed" | "failed" | undefined;
  lastError: string;
}

/** Creates a parser for one run. `sessionTotals` is the usage of the resumed session so far. */
export function createCodexParser({ sessionTotals }: { sessionTotals?: Usage | undefined }): OutputParser {
  const state: State = {
    before: sessionTotals,
    sessionId: undefined,
    partial: createTextTail(),
    answer: "",
    totals: undefined,
    ended: undefined,
    lastError: "",
  };
  return {
    push: (line) => {
      const entry = parseJsonLine(line);
      return entry === undefined ? [] : readEntry(state, entry);
    },
    isComplete: () => state.ended !== undefined,
    conclude: () => conclude(state),
    trouble: () => state.lastError,
    partialText: state.partial.text,
  };
}

function readEntry(state: State, entry: JsonObject): HarnessEvent[] {
  switch (entry.type) {
    case "thread.started":
      return readThread(state, entry);
    case "item.started":
      return readItemStart(toObject(entry.item));
    case "item.completed":
      return readItemEnd(state, toObject(entry.item));
    case "turn.completed":
      return readTurnEnd(state, entry);
    case "turn.failed":
      state.ended = "failed";
      state.lastError = toText(toObject(entry.error)?.message) ?? state.lastError;
      return [];
    case "error":
      return readError(state, entry);
    default:
      return [];
  }
}

function readThread(state: State, entry: JsonObject): HarnessEvent[] {
  const sessionId = toText(entry.thread_id);
  if (sessionId === undefined) return [];
  state.sessionId = sessionId;
  return [{ type: "session", sessionId }];
}

function readItemStart(item: JsonObject | undefined): HarnessEvent[] {
  const tool = toTool(item);
  if (tool === undefined) return [];
  return [compact({ type: "tool.started", name: tool.name, callId: tool.callId, input: tool.input })];
}

function readItemEnd(state: State, item: JsonObject | undefined): HarnessEvent[] {
  const text = toText(item?.text);
  if (item?.type === "agent_message" && text !== undefined) {
    if (text.trim() === "") return [];
    state.answer = text;
    state.partial.push(text);
    return [{ type: "text", text, delta: false }];
  }
  if (item?.type === "reasoning" && text !== undefined) {
    return text.trim() === "" ? [] : [{ type: "thought", text: text.slice(0, THOUGHT_MAX_CHARS) }];
  }
  if (item?.type === "context_compaction") return [{ type: "context.compacted" }];
  const tool = toTool(item);
  if (tool === undefined) return [];
  const { name, callId, output, failed } = tool;
  return [compact({ type: "tool.completed", name, callId, output, failed })];
}

interface Tool {
  readonly name: string;
  readonly callId: string | undefined;
  readonly input: unknown;
  readonly output: string | undefined;
  readonly failed: true | undefined;
}

function toTool(item: JsonObject | undefined): Tool | undefined {
  if (item === undefined) return undefined;
  const exitCode = toNumber(item.exit_code);
  const isFailed = item.status === "failed" || (exitCode !== undefined && exitCode !== 0);
  const common = { callId: toText(item.id), failed: isFailed ? (true as const) : undefined };
  switch (item.type) {
    case "command_execution": {
      const output = toText(item.aggregated_output)?.slice(0, TOOL_OUTPUT_MAX_CHARS);
      return { ...common, name: "command", input: item.command, output };
    }
    case "file_change":
      return { ...common, name: "file_change", input: item.changes, output: undefined };
    case "mcp_tool_call": {
      const name = [toText(item.server), toText(item.tool)].filter((part) => part !== undefined).join(".");
      return { ...common, name: name === "" ? "mcp" : name, input: item.arguments, output: undefined };
    }
    case "web_search":
      return { ...common, name: "web_search", input: item.query, output: undefined };
    default:
      return undefined;
  }
}

function readTurnEnd(state: State, entry: JsonObject): HarnessEvent[] {
  state.ended = "completed";
  state.totals = codexTotals(entry.usage);
  if (state.totals === undefined) return [];
  return [{ type: "usage", usage: usageSince(state.totals, state.before) }];
}

function readError(state: State, entry: JsonObject): HarnessEvent[] {
  const message = toText(entry.message);
  if (message === undefined) return [];
  state.lastError = message;
  const reconnecting = RECONNECTING.exec(message);
  if (reconnecting === null) return [];
  return [{ type: "retrying", attempt: Number(reconnecting[1] ?? 1), reason: message }];
}

function conclude(state: State): HarnessResult | HarnessError | undefined {
  if (state.ended === "failed") return classifyCodexFailure(state.lastError);
  if (state.ended === undefined) return undefined;
  if (state.answer === "") return failureWith("empty", "codex returned an empty answer");
  const { totals } = state;
  return compact<HarnessResult>({
    text: state.answer,
    sessionId: state.sessionId,
    usage: totals === undefined ? undefined : usageSince(totals, state.before),
    sessionTotals: totals,
    deniedTools: [],
  });
}
