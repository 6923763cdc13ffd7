/**
 * Reads claude's `stream-json` output. Must never throw, and must never rely on `subtype`: it can be `success` after an
 * API error, so `is_error` decides. Text of sub-agents (with `parent_tool_use_id`) is not part of the agent's answer.
 */

import {
  failureWith,
  type HarnessError,
  type HarnessEvent,
  type HarnessResult,
  type Usage,
} from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import { DENIED_TOOLS_MAX, type OutputParser } from "../cli/cli-run.js";
import {
  compact,
  countOf,
  type JsonObject,
  parseJsonLine,
  toList,
  toNumber,
  toObject,
  toText,
} from "../cli/json-line.js";
import { createTextTail, PARTIAL_MAX_CHARS, type TextTail } from "../cli/text-tail.js";
import { type ClaudeContext, createClaudeContext } from "./context.js";
import { classifyClaudeFailure } from "./failure.js";
import { type ClaudeUsage, createClaudeUsage, turnUsage, usageIn } from "./usage.js";

const TOOL_OUTPUT_MAX_CHARS = 64 * 1024;
const THOUGHT_MAX_CHARS = 64 * 1024;
const MAX_TOOL_NAMES = 10_000;
/** Model calls that run at the same time: one of the agent, and one of each of its sub-agents. */
const MAX_OPEN_CALLS = 1_000;

interface State {
  sessionId: string | undefined;
  readonly partial: TextTail;
  /** The last text that the agent completed. */
  said: string;
  /** The text of the current turn, which is not complete yet. */
  turn: string;
  /** When the model began to think; undefined while it does not. */
  thinkingSince: number | undefined;
  readonly usage: ClaudeUsage;
  readonly context: ClaudeContext;
  denied: Set<string>;
  toolNames: Map<string, string>;
  /** The running model calls, by the tool call of their sub-agent. */
  readonly calls: Map<string, ModelCall>;
  readonly now: () => number;
  readonly spent: Spent;
  costUsd: number | undefined;
  result: JsonObject | undefined;
  /** Results before that one: each answers what the agent had read by then. */
  readonly earlier: JsonObject[];
  readonly answers: string[];
  /** Texts that the agent was given meanwhile, and has not read. */
  readonly awaited: Set<string>;
  /** From the CLI's own retries: the last delay that the provider asked for, and the name of the error. */
  retryDelayMs: number | undefined;
  errorName: string | undefined;
  resetsAt: number | undefined;
}

interface ModelCall {
  readonly startedAt: number;
  readonly model: string | undefined;
  usage: JsonObject | undefined;
}

/** What one process of claude has cost so far: it reports totals of the process, whatever turn they are of. */
export interface Spent {
  usd: number;
}

/** Reads one turn. */
export interface ClaudeParser extends OutputParser {
  /** As the output names it. */
  readonly sessionId: () => string | undefined;
  /** The output is not complete before this text was answered, too. */
  readonly await: (uuid: string) => void;
  /** The texts that the agent has not begun with. */
  readonly awaited: () => readonly string[];
}

export interface ClaudeParserParts {
  /** Epoch milliseconds, to convert reset times into delays. */
  readonly now: () => number;
  /** Of the process before this run; the parser adds the cost of the run. Default: nothing. */
  readonly spent?: Spent;
  /** Hears the id of what the program asks its client for. */
  readonly onAsked?: (id: string) => void;
}

/** Creates a parser for one run. */
export function createClaudeParser({
  now,
  spent = { usd: 0 },
  onAsked = () => {},
}: ClaudeParserParts): ClaudeParser {
  const state: State = {
    sessionId: undefined,
    partial: createTextTail(),
    said: "",
    turn: "",
    thinkingSince: undefined,
    usage: createClaudeUsage(),
    context: createClaudeContext(),
    denied: new Set(),
    toolNames: new Map(),
    calls: new Map(),
    now,
    spent,
    costUsd: undefined,
    result: undefined,
    earlier: [],
    answers: [],
    awaited: new Set(),
    retryDelayMs: undefined,
    errorName: undefined,
    resetsAt: undefined,
  };
  return {
    push: (line) => {
      const entry = parseJsonLine(line);
      if (entry === undefined) return [];
      const asked = entry.type === "control_request" ? toText(entry.request_id) : undefined;
      if (asked !== undefined) onAsked(asked);
      return readEntry(state, entry);
    },
    sessionId: () => state.sessionId,
    await: (uuid) => void state.awaited.add(uuid),
    awaited: () => [...state.awaited],
    isComplete: () => state.result !== undefined,
    conclude: () => conclude(state, now()),
    trouble: () => state.errorName ?? "",
    partialText: () => [state.partial.text(), state.turn].filter((text) => text !== "").join("\n"),
  };
}

function readEntry(state: State, entry: JsonObject): HarnessEvent[] {
  return [...readSession(state, entry), ...readByType(state, entry)];
}

function readByType(state: State, entry: JsonObject): HarnessEvent[] {
  switch (entry.type) {
    case "system":
      return readSystem(state, entry);
    case "assistant":
      return [...readAssistant(state, entry), ...readUsage(state, entry), ...state.context.read(entry)];
    case "user":
      state.awaited.delete(toText(entry.uuid) ?? "");
      return readToolResults(state, entry);
    case "stream_event":
      noteThinking(state, entry);
      return [...readDelta(state, entry), ...readUsage(state, entry), ...readModelCall(state, entry)];
    case "rate_limit_event":
      return readRateLimit(state, entry);
    case "result":
      return readResult(state, entry);
    default:
      return [];
  }
}

function readSession(state: State, entry: JsonObject): HarnessEvent[] {
  const sessionId = toText(entry.session_id);
  // After a failed resume, the result repeats the unknown id. If it were stored, the next run would fail, too.
  const isFailure = entry.type === "result" && entry.is_error === true;
  if (sessionId === undefined || sessionId === state.sessionId || isFailure) return [];
  state.sessionId = sessionId;
  return [{ type: "session", sessionId }];
}

function readSystem(state: State, entry: JsonObject): HarnessEvent[] {
  if (entry.subtype === "init") {
    const version = toText(entry.claude_code_version);
    return version === undefined ? [] : [{ type: "version", version }];
  }
  if (entry.subtype === "compact_boundary") {
    state.context.forget();
    return readCompaction(entry);
  }
  if (entry.subtype !== "api_retry") return [];
  state.retryDelayMs = toNumber(entry.retry_delay_ms);
  state.errorName = toText(entry.error);
  const status = toNumber(entry.error_status);
  const reason = [state.errorName, status].filter((part) => part !== undefined).join(" ");
  return [{ type: "retrying", attempt: countOf(entry.attempt) ?? 1, reason }];
}

function readCompaction(entry: JsonObject): HarnessEvent[] {
  const tokens = toObject(entry.compact_metadata);
  const [tokensBefore, tokensAfter] = [countOf(tokens?.pre_tokens), countOf(tokens?.post_tokens)];
  return [compact({ type: "context.compacted", tokensBefore, tokensAfter })];
}

function readAssistant(state: State, entry: JsonObject): HarnessEvent[] {
  const isError = toText(entry.error) !== undefined;
  if (isError) state.errorName = toText(entry.error);
  const isMain = toText(entry.parent_tool_use_id) === undefined;
  const events: HarnessEvent[] = [];
  for (const part of toList(toObject(entry.message)?.content)) {
    const block = toObject(part);
    const text = toText(block?.text);
    if (block?.type === "text" && text !== undefined && text !== "" && isMain && !isError) {
      state.partial.push(text);
      state.said = text;
      state.turn = "";
      events.push({ type: "text", text, delta: false });
    }
    if (block?.type === "thinking" && isMain && !isError) events.push(...readThought(state, block));
    const name = toText(block?.name);
    if (block?.type === "tool_use" && name !== undefined) {
      const callId = toText(block.id);
      if (callId !== undefined && state.toolNames.size < MAX_TOOL_NAMES) state.toolNames.set(callId, name);
      events.push(compact({ type: "tool.started", name, callId, input: block.input }));
    }
  }
  return events;
}

function noteThinking(state: State, entry: JsonObject): void {
  const event = toObject(entry.event);
  const isMain = toText(entry.parent_tool_use_id) === undefined;
  if (event?.type !== "content_block_start" || !isMain) return;
  state.thinkingSince = toObject(event.content_block)?.type === "thinking" ? state.now() : undefined;
}

/** Some models only sign their thinking and keep its words. Then there is nothing to show. */
function readThought(state: State, block: JsonObject): HarnessEvent[] {
  const { thinkingSince } = state;
  state.thinkingSince = undefined;
  const text = toText(block.thinking)?.slice(0, THOUGHT_MAX_CHARS);
  if (text === undefined || text.trim() === "") return [];
  const durationMs =
    thinkingSince === undefined ? undefined : Math.max(0, Math.round(state.now() - thinkingSince));
  return [compact({ type: "thought", text, durationMs })];
}

function readToolResults(state: State, entry: JsonObject): HarnessEvent[] {
  const events: HarnessEvent[] = [];
  for (const part of toList(toObject(entry.message)?.content)) {
    const block = toObject(part);
    if (block?.type !== "tool_result") continue;
    const callId = toText(block.tool_use_id);
    const output = toolOutput(block.content).slice(0, TOOL_OUTPUT_MAX_CHARS);
    const name = (callId === undefined ? undefined : state.toolNames.get(callId)) ?? "unknown";
    const failed = block.is_error === true ? true : undefined;
    events.push(compact({ type: "tool.completed", name, callId, output, failed }));
  }
  return events;
}

function toolOutput(content: unknown): string {
  if (typeof content === "string") return content;
  return toList(content)
    .map((part) => toText(toObject(part)?.text) ?? "")
    .join("\n");
}

function readDelta(state: State, entry: JsonObject): HarnessEvent[] {
  const text = toText(toObject(toObject(entry.event)?.delta)?.text);
  const isMain = toText(entry.parent_tool_use_id) === undefined;
  if (text === undefined || text === "" || !isMain) return [];
  if (state.turn.length < PARTIAL_MAX_CHARS) state.turn += text;
  return [{ type: "text", text, delta: true }];
}

function readUsage(state: State, entry: JsonObject): HarnessEvent[] {
  const usage = state.usage.read(entry);
  return usage === undefined ? [] : [{ type: "usage", usage }];
}

/** The calls of sub-agents count, too. The first line of a call comes `ttft_ms` after its start. */
function readModelCall(state: State, entry: JsonObject): HarnessEvent[] {
  const event = toObject(entry.event);
  const key = toText(entry.parent_tool_use_id) ?? "";
  const call = state.calls.get(key);
  switch (event?.type) {
    case "message_start": {
      const message = toObject(event.message);
      const startedAt = state.now() - (countOf(entry.ttft_ms) ?? 0);
      const started = { startedAt, model: toText(message?.model), usage: toObject(message?.usage) };
      if (call !== undefined || state.calls.size < MAX_OPEN_CALLS) state.calls.set(key, started);
      return [];
    }
    case "message_delta":
      if (call !== undefined) call.usage = { ...call.usage, ...toObject(event.usage) };
      return [];
    case "message_stop": {
      if (call === undefined) return [];
      state.calls.delete(key);
      const durationMs = Math.max(0, Math.round(state.now() - call.startedAt));
      const { model } = call;
      return [compact({ type: "model.completed", durationMs, model, usage: usageIn(call.usage) })];
    }
    default:
      return [];
  }
}

const PERIOD_MAX_CHARS = 40;

function readRateLimit(state: State, entry: JsonObject): HarnessEvent[] {
  const info = toObject(entry.rate_limit_info);
  const isRejected = info?.status === "rejected";
  if (isRejected) state.resetsAt = toNumber(info.resetsAt);
  const period = toText(info?.rateLimitType);
  // It comes as a share of one, and only where the provider said it.
  const share = toNumber(info?.utilization) ?? (isRejected ? 1 : undefined);
  if (period === undefined || share === undefined || share < 0) return [];
  const resetsAt = toNumber(info?.resetsAt);
  const window = {
    period: period.slice(0, PERIOD_MAX_CHARS),
    usedPercent: share * 100,
    resetsAt: resetsAt === undefined ? null : resetsAt * 1_000,
  };
  return [{ type: "quota", windows: [window] }];
}

function readResult(state: State, entry: JsonObject): HarnessEvent[] {
  if (state.result === undefined) addCost(state, entry);
  if (state.awaited.size === 0 || entry.is_error === true) state.result = entry;
  else finishPart(state, entry);
  const events: HarnessEvent[] = [];
  for (const denial of toList(entry.permission_denials)) {
    const tool = toText(toObject(denial)?.tool_name);
    if (tool === undefined || state.denied.has(tool)) continue;
    if (state.denied.size === DENIED_TOOLS_MAX) break;

    state.denied.add(tool);
    events.push({ type: "permission.denied", tool });
  }
  events.push(...state.context.read(entry));
  const usage = toTotal(state, state.result);
  return usage === undefined ? events : [...events, { type: "usage", usage }];
}

/** A result that does not answer everything yet. */
function finishPart(state: State, result: JsonObject): void {
  state.earlier.push(result);
  state.answers.push(toAnswer(state, result));
  state.said = "";
  state.turn = "";
}

/** The field is empty when the last turn had only tools. What was streamed is what a person would have read. */
function toAnswer({ said, turn }: State, result: JsonObject): string {
  const reported = toText(result.result) ?? "";
  return isBlank(reported) ? ([said, turn].findLast(isText) ?? "") : reported;
}

/** A total that shrank is that of a new count. */
function addCost(state: State, { total_cost_usd: total }: JsonObject): void {
  const { spent, costUsd = 0 } = state;
  const usd = toNumber(total);
  if (usd === undefined) return;
  state.costUsd = costUsd + usd - (usd < spent.usd ? 0 : spent.usd);
  spent.usd = usd;
}

function toTotal({ earlier, costUsd, usage }: State, last: JsonObject | undefined): Usage | undefined {
  const counted = [...earlier, last].flatMap((result) => usageIn(result?.usage) ?? []);
  const isWhole = last === undefined || (last.is_error !== true && last.subtype === "success");
  return turnUsage(counted, { streamed: usage.total(), costUsd, isWhole });
}

function conclude(state: State, now: number): HarnessResult | HarnessError | undefined {
  const { result } = state;
  if (result === undefined) return undefined;
  const reported = toText(result.result) ?? "";
  if (result.is_error === true || (result.subtype !== "success" && reported === "")) {
    return classifyClaudeFailure({
      status: toNumber(result.api_error_status),
      subtype: toText(result.subtype),
      message: [reported, ...toList(result.errors).filter((item) => typeof item === "string")]
        .join(" ")
        .trim(),
      errorName: state.errorName,
      retryDelayMs: state.retryDelayMs,
      resetsAt: state.resetsAt,
      now,
    });
  }
  const text = [...state.answers, toAnswer(state, result)].filter(isText).join("\n\n");
  if (!isText(text)) return failureWith("empty", "claude returned an empty answer");
  return compact<HarnessResult>({
    text,
    sessionId: state.sessionId,
    usage: toTotal(state, result),
    deniedTools: [...state.denied],
  });
}

function isText(text: string): boolean {
  return !isBlank(text);
}
