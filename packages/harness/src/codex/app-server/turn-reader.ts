/**
 * Reads one turn of `codex app-server`. Must never throw. A turn has failed only after it is reported as failed; messages of
 * other turns, as those of an agent that codex started itself, are not its own.
 */
import {
  failureWith,
  type HarnessError,
  type HarnessEvent,
  type HarnessResult,
  type Usage,
} from "@tinyagi/contracts";
import type { z } from "zod";
import type { OutputParser } from "../../cli/cli-run.js";
import { compact, type JsonObject, toText } from "../../cli/json-line.js";
import { createTextTail, type TextTail } from "../../cli/text-tail.js";
import { isCodexSessionLost } from "../failure.js";
import { itemCompleted, itemStarted, messageIn } from "../items.js";
import { toWindow } from "../quota.js";
import { usageSince } from "../usage.js";
import { classifyTurnFailure } from "./failure.js";
import {
  type CodexFailure,
  completedSchema,
  errorSchema,
  itemSchema,
  limitsSchema,
  turnSchema,
  usageSchema,
} from "./messages.js";
import { type RpcId, type RpcMessage, readMessage } from "./rpc.js";

/** Items that are remembered, for what asks for permission to do them. */
const ITEMS_MAX = 1_000;

/** What a reader tells besides events. */
export interface TurnListener {
  /** A request of the program, with the item that it is about. */
  readonly onRequest: (request: Extract<RpcMessage, { kind: "request" }>, items: ItemSource) => void;
  /** An answer to a request other than the prompt. */
  readonly onAnswer: (id: RpcId, error: string | undefined) => void;
  /** Names of tools that were denied, in order. */
  readonly denied: () => readonly string[];
  readonly now: () => number;
}

/** Finds an item of the turn by its id. */
export type ItemSource = (id: string) => JsonObject | undefined;

export interface TurnReader extends OutputParser {
  /** The id of the turn, once the program has named it. */
  readonly turnId: () => string | undefined;
}

interface State {
  readonly startId: string;
  /** Known when the turn begins. */
  readonly threadId: () => string;
  readonly listener: TurnListener;
  turnId: string | undefined;
  readonly items: Map<string, JsonObject>;
  readonly partial: TextTail;
  answer: string;
  /** Totals of the thread when the turn began, and now. */
  before: Usage | undefined;
  totals: Usage | undefined;
  retries: number;
  ended: string | undefined;
  failure: CodexFailure | undefined;
  trouble: string;
}

/** Creates a reader. @param startId the id of the request that begins the turn */
export function createTurnReader(
  { startId, threadId }: { startId: string; threadId: () => string },
  listener: TurnListener,
): TurnReader {
  const state: State = {
    startId,
    threadId,
    listener,
    turnId: undefined,
    items: new Map(),
    partial: createTextTail(),
    answer: "",
    before: undefined,
    totals: undefined,
    retries: 0,
    ended: undefined,
    failure: undefined,
    trouble: "",
  };
  return {
    push(line) {
      const message = readMessage(line);
      if (message === undefined) return [];
      if (message.kind === "note") return readNote(state, message);
      if (message.kind === "answer") return readAnswer(state, message);
      listener.onRequest(message, (id) => state.items.get(id));
      return [];
    },
    isComplete: () => state.ended !== undefined,
    conclude: () => conclude(state),
    trouble: () => state.trouble,
    partialText: state.partial.text,
    turnId: () => state.turnId,
  };
}

function readAnswer(
  state: State,
  { id, result, error }: Extract<RpcMessage, { kind: "answer" }>,
): HarnessEvent[] {
  if (id !== state.startId) {
    state.listener.onAnswer(id, error);
    return [];
  }
  const turn = turnSchema.safeParse(result);
  if (turn.success && error === undefined) {
    state.turnId = turn.data.turn.id;
    return [{ type: "session", sessionId: state.threadId() }];
  }
  fail(state, { message: error ?? "codex did not begin the turn" });
  return [];
}

/** How each kind of message of the turn is read. */
const READERS: Readonly<Record<string, (state: State, params: unknown) => HarnessEvent[]>> = {
  "item/started": (state, params) => {
    const item = ownItem(state, params);
    const id = toText(item?.id);
    if (item !== undefined && id !== undefined && state.items.size < ITEMS_MAX) state.items.set(id, item);
    return itemStarted(item);
  },
  "item/completed": (state, params) => {
    const item = ownItem(state, params);
    const message = messageIn(item);
    if (message !== undefined) {
      state.answer = message;
      state.partial.push(message);
    }
    return itemCompleted(item);
  },
  "thread/tokenUsage/updated": (state, params) => {
    const read = own(state, usageSchema, params);
    if (read === undefined) return [];
    const { total, last, modelContextWindow: window } = read.tokenUsage;
    state.totals = toUsage(total);
    state.before ??= usageSince(state.totals, toUsage(last));
    return [
      { type: "usage", usage: usageSince(state.totals, state.before) },
      { type: "context", tokens: last.inputTokens, ...(window == null ? {} : { window }) },
    ];
  },
  error: (state, params) => {
    const read = own(state, errorSchema, params);
    if (read === undefined) return [];
    const { message, additionalDetails } = read.error;
    state.trouble = additionalDetails ?? message;
    if (!read.willRetry) return [];
    state.retries += 1;
    return [{ type: "retrying", attempt: state.retries, reason: state.trouble }];
  },
  "turn/completed": (state, params) => {
    const read = completedSchema.safeParse(params);
    if (!read.success || read.data.turn.id !== state.turnId) return [];
    const { status, error } = read.data.turn;
    if (status === "failed") fail(state, error ?? { message: "" });
    else state.ended = status;
    return [];
  },
  "account/rateLimits/updated": (_, params) => {
    const read = limitsSchema.safeParse(params);
    if (!read.success) return [];
    const { primary, secondary } = read.data.rateLimits;
    const windows = [primary, secondary].flatMap((window) =>
      window == null || window.usedPercent < 0
        ? []
        : [
            toWindow({
              usedPercent: window.usedPercent,
              minutes: window.windowDurationMins,
              resetsAtMs: window.resetsAt == null ? Number.NaN : window.resetsAt * 1_000,
            }),
          ],
    );
    return windows.length === 0 ? [] : [{ type: "quota", windows }];
  },
};

function readNote(state: State, { method, params }: Extract<RpcMessage, { kind: "note" }>): HarnessEvent[] {
  return Object.hasOwn(READERS, method) ? (READERS[method]?.(state, params) ?? []) : [];
}

function own<T extends { turnId: string }>(
  state: State,
  schema: z.ZodType<T>,
  params: unknown,
): T | undefined {
  const read = schema.safeParse(params);
  return read.success && read.data.turnId === state.turnId ? read.data : undefined;
}

function ownItem(state: State, params: unknown): JsonObject | undefined {
  return own(state, itemSchema, params)?.item;
}

function toUsage(tokens: z.infer<typeof usageSchema>["tokenUsage"]["total"]): Usage {
  const { inputTokens, outputTokens, cachedInputTokens: cachedTokens } = tokens;
  return { inputTokens, outputTokens, cachedTokens };
}

function fail(state: State, failure: CodexFailure): void {
  state.ended = "failed";
  state.failure = failure;
  state.trouble = failure.message;
}

function conclude(state: State): HarnessResult | HarnessError | undefined {
  const { ended, failure, totals, before, listener } = state;
  if (ended === undefined) return undefined;
  if (failure !== undefined) {
    const lost = isCodexSessionLost(failure.message);
    return classifyTurnFailure(lost ? { message: failure.message } : failure, listener.now());
  }
  if (ended !== "completed")
    return failureWith("unknown", `codex ended its turn without an answer (${ended})`);
  if (state.answer === "") return failureWith("empty", "codex returned an empty answer");
  return compact<HarnessResult>({
    text: state.answer,
    sessionId: state.threadId(),
    usage: totals === undefined ? undefined : usageSince(totals, before),
    sessionTotals: totals,
    deniedTools: [...listener.denied()],
  });
}
