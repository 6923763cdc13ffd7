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
import { compact, type JsonObject, parseJsonLine, toObject, toText } from "../cli/json-line.js";
import { createTextTail, type TextTail } from "../cli/text-tail.js";
import { classifyCodexFailure } from "./failure.js";
import { itemCompleted, itemStarted, messageIn } from "./items.js";
import { codexTotals, usageSince } from "./usage.js";

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
      return itemStarted(toObject(entry.item));
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

function readItemEnd(state: State, item: JsonObject | undefined): HarnessEvent[] {
  const message = messageIn(item);
  if (message !== undefined) {
    state.answer = message;
    state.partial.push(message);
  }
  return itemCompleted(item);
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
