/**
 * Reads opencode's `--format json` output and its log. Must never throw. The text of the last message is the answer.
 * opencode retries a failed request forever and reports it only in its log. After {@link RETRIES_MAX} failures in a row,
 * or one rate limit, the run counts as failed: the queue's retries are visible and can use a fallback.
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
import { reportedFailure } from "../cli/failure.js";
import {
  compact,
  countOf,
  type JsonObject,
  parseJsonLine,
  toNumber,
  toObject,
  toText,
} from "../cli/json-line.js";
import { createTextTail, type TextTail } from "../cli/text-tail.js";
import { classifyOpencodeFailure, parseModelProblem, parseStreamError } from "./failure.js";

export const RETRIES_MAX = 2;
/** The same limit as for CLIs that write their answer in one line. */
const ANSWER_MAX_CHARS = 16 * 1024 * 1024;
const TOOL_OUTPUT_MAX_CHARS = 64 * 1024;
const THOUGHT_MAX_CHARS = 64 * 1024;
const DENIED = /^The user (has specified a rule which prevents|rejected permission)/;
const COUNTS = ["inputTokens", "outputTokens", "cachedTokens", "costUsd"] as const;

interface State {
  sessionId: string | undefined;
  readonly partial: TextTail;
  answer: string;
  messageId: string | undefined;
  denied: Set<string>;
  usage: Usage;
  /** When the running step began, by opencode's clock. */
  stepAt: number | undefined;
  ended: boolean;
  failure: HarnessError | undefined;
  retries: number;
  trouble: string;
  modelProblem: string;
}

/** Creates a parser for one run. */
export function createOpencodeParser(): OutputParser {
  const state: State = {
    sessionId: undefined,
    partial: createTextTail(),
    answer: "",
    messageId: undefined,
    denied: new Set(),
    usage: {},
    stepAt: undefined,
    ended: false,
    failure: undefined,
    retries: 0,
    trouble: "",
    modelProblem: "",
  };
  return {
    push: (line) => {
      const entry = parseJsonLine(line);
      return entry === undefined ? [] : readEntry(state, entry);
    },
    pushError: (line) => readLog(state, line),
    isComplete: () => state.ended || state.failure !== undefined,
    conclude: () => conclude(state),
    trouble: () => state.trouble,
    partialText: state.partial.text,
  };
}

function readEntry(state: State, entry: JsonObject): HarnessEvent[] {
  const part = toObject(entry.part);
  const events = readByType(state, entry, part);
  if (events === undefined) return [];
  state.retries = 0;
  return [...readSession(state, entry), ...events];
}

function readByType(
  state: State,
  entry: JsonObject,
  part: JsonObject | undefined,
): HarnessEvent[] | undefined {
  switch (entry.type) {
    case "step_start":
      state.ended = false;
      state.stepAt = toNumber(entry.timestamp);
      return [];
    case "text":
      return readText(state, part);
    case "reasoning":
      return readThought(part);
    case "tool_use":
      return readTool(state, part);
    case "step_finish":
      return readStepEnd(state, entry, part);
    case "compaction":
      return [{ type: "context.compacted" }];
    case "error":
      state.failure ??= classifyOpencodeFailure(toObject(entry.error), state.modelProblem);
      return [];
    default:
      return undefined;
  }
}

function readSession(state: State, entry: JsonObject): HarnessEvent[] {
  const sessionId = toText(entry.sessionID);
  if (sessionId === undefined || sessionId === state.sessionId) return [];
  state.sessionId = sessionId;
  return [{ type: "session", sessionId }];
}

function readText(state: State, part: JsonObject | undefined): HarnessEvent[] | undefined {
  const text = toText(part?.text);
  if (text === undefined) return undefined;
  if (isBlank(text)) return [];
  const messageId = toText(part?.messageID);
  const continues = messageId !== undefined && messageId === state.messageId;
  if (!continues) state.answer = text;
  else if (state.answer.length < ANSWER_MAX_CHARS) state.answer += `\n${text}`;
  state.messageId = messageId;
  state.partial.push(text);
  return [{ type: "text", text, delta: false }];
}

function readThought(part: JsonObject | undefined): HarnessEvent[] {
  const text = toText(part?.text)?.slice(0, THOUGHT_MAX_CHARS);
  if (text === undefined || text.trim() === "") return [];
  const time = toObject(part?.time);
  const start = toNumber(time?.start);
  const end = toNumber(time?.end);
  const durationMs =
    start === undefined || end === undefined ? undefined : Math.max(0, Math.round(end - start));
  return [compact({ type: "thought", text, durationMs })];
}

/** opencode reports a tool in one line, after it has ended. */
function readTool(state: State, part: JsonObject | undefined): HarnessEvent[] | undefined {
  const name = toText(part?.tool);
  if (name === undefined) return undefined;
  const call = toObject(part?.state);
  const callId = toText(part?.callID);
  const error = toText(call?.error);
  const exitCode = toNumber(toObject(call?.metadata)?.exit) ?? 0;
  const output = (error ?? toText(call?.output))?.slice(0, TOOL_OUTPUT_MAX_CHARS);
  const failed = error !== undefined || exitCode !== 0 ? true : undefined;
  const events: HarnessEvent[] = [
    compact({ type: "tool.started", name, callId, input: call?.input }),
    compact({ type: "tool.completed", name, callId, output, failed }),
  ];
  const isDenied = error !== undefined && DENIED.test(error) && !state.denied.has(name);
  if (isDenied && state.denied.size < DENIED_TOOLS_MAX) {
    state.denied.add(name);
    events.push({ type: "permission.denied", tool: name });
  }
  return events;
}

function readStepEnd(state: State, entry: JsonObject, part: JsonObject | undefined): HarnessEvent[] {
  state.ended = toText(part?.reason) !== "tool-calls";
  const usage = stepUsage(part);
  for (const field of COUNTS) {
    const value = usage[field];
    if (value !== undefined) state.usage[field] = (state.usage[field] ?? 0) + value;
  }
  const call = modelCall(state, toNumber(entry.timestamp), usage);
  const { inputTokens } = usage;
  const context: HarnessEvent[] = inputTokens === undefined ? [] : [{ type: "context", tokens: inputTokens }];
  return hasUsage(state) ? [...call, { type: "usage", usage: { ...state.usage } }, ...context] : call;
}

/** A step of opencode is one call of its model, and the tools that it asked for. */
function modelCall(state: State, endedAt: number | undefined, usage: Usage): HarnessEvent[] {
  const { stepAt } = state;
  state.stepAt = undefined;
  if (stepAt === undefined || endedAt === undefined) return [];
  return [{ type: "model.completed", durationMs: Math.max(0, Math.round(endedAt - stepAt)), usage }];
}

/** Counts tokens read from or written to the cache as input, and reasoning as output. A cost of 0 means "no price known". */
function stepUsage(part: JsonObject | undefined): Usage {
  const tokens = toObject(part?.tokens);
  const cache = toObject(tokens?.cache);
  const input = countOf(tokens?.input);
  const output = countOf(tokens?.output);
  const cached = countOf(cache?.read);
  const cost = toNumber(part?.cost);
  return compact<Usage>({
    inputTokens: input === undefined ? undefined : input + (cached ?? 0) + (countOf(cache?.write) ?? 0),
    outputTokens: output === undefined ? undefined : output + (countOf(tokens?.reasoning) ?? 0),
    cachedTokens: cached,
    costUsd: cost !== undefined && cost > 0 ? cost : undefined,
  });
}

function hasUsage({ usage }: State): boolean {
  return Object.keys(usage).length > 0;
}

function readLog(state: State, line: string): HarnessEvent[] {
  const problem = parseModelProblem(line);
  if (problem !== undefined) state.modelProblem = problem;
  const message = parseStreamError(line);
  if (message === undefined || state.ended) return [];
  state.retries += 1;
  state.trouble = message;
  const failure = reportedFailure({ message, now: Date.now() });
  if (failure.class !== "transient" || state.retries > RETRIES_MAX) {
    // For other failures opencode prints an `error` line at once, which says more than the log.
    if (failure.class === "rate_limited" || failure.class === "transient") state.failure ??= failure;
    return [];
  }
  return [{ type: "retrying", attempt: state.retries, reason: message }];
}

function conclude(state: State): HarnessResult | HarnessError | undefined {
  if (state.failure !== undefined) return state.failure;
  if (!state.ended) return undefined;
  if (state.answer === "") return failureWith("empty", "opencode returned an empty answer");
  return compact<HarnessResult>({
    text: state.answer,
    sessionId: state.sessionId,
    usage: hasUsage(state) ? state.usage : undefined,
    deniedTools: [...state.denied],
  });
}
