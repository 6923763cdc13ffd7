/**
 * The one retry layer of a run: a model call with up to `retries` repeats, and none that would say a text twice. Waits what the provider asks for, unless
 * that is longer than the run has left or its limits allow. Every attempt has its own start and end in the events.
 */
import { untilAborted, waitMs } from "../clock.js";
import type { RunContext } from "../context/context.js";
import { eventErrorOf, ModelCallError } from "../errors.js";
import type { RunLimits } from "../limits.js";
import { failureOf, isRetryable } from "./failure.js";
import { type AgentModel, type ModelReply, type ModelRequest, textOf } from "./model.js";
import type { TextReader } from "./text-reader.js";

const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** The spread of a back-off, as a share of it. */
const SPREAD = 0.2;

export interface ModelCall {
  model: AgentModel;
  request: ModelRequest;
  /** Number of the turn, from 1. */
  call: number;
  limits: Pick<RunLimits, "retries" | "retryWaitMs">;
  run: RunContext;
  reader: TextReader | undefined;
  /** Called before every attempt. @throws what stops the run before the paid call */
  admit: () => Promise<void>;
}

/** @throws ModelCallError after the last attempt, or the reason of the run's signal */
export async function callModel(options: ModelCall): Promise<ModelReply> {
  const { run } = options;
  for (let attempt = 1; ; attempt += 1) {
    await options.admit();
    const outcome = await attemptCall(options, attempt);
    if ("reply" in outcome) return outcome.reply;
    if (!outcome.willRetry) throw outcome.failure;
    if (outcome.hasSpoken) options.reader?.restart();
    await waitMs(outcome.delayMs, run.services.clock, run.signal);
  }
}

type Outcome =
  | { reply: ModelReply }
  | { failure: ModelCallError; willRetry: boolean; delayMs: number; hasSpoken: boolean };

async function attemptCall(options: ModelCall, attempt: number): Promise<Outcome> {
  const { model, request, call, limits, run, reader } = options;
  const { sink, clock } = run.services;
  const data = { model: model.id, call, attempt };
  const span = sink.start(run, { kind: "model", data, payload: () => request });
  let isOpen = true;
  let hasSpoken = false;
  const progress = (delta: string) => {
    // A model that ignores its signal may go on after its run has ended.
    if (!isOpen) return;
    hasSpoken = true;
    sink.emit(run, {
      type: "model.progressed",
      data: { ...data, chars: delta.length },
      payload: () => delta,
    });
    reader?.onText(delta);
  };
  try {
    const work = model.stream(request, { signal: run.signal, onText: progress });
    const reply = await untilAborted(work, run.signal);
    refuseEmpty(reply);
    const toolCalls = reply.content.filter((part) => part.type === "tool-call").length;
    const { usage, finishReason } = reply;
    span.end("completed", { ...data, usage, finishReason, toolCalls }, () => reply.content);
    return { reply };
  } catch (error) {
    if (run.signal.aborted) {
      span.end("cancelled", { ...data, reason: eventErrorOf(run.signal.reason) });
      throw run.signal.reason;
    }
    const failure = failureOf(error, clock.now());
    const delayMs = failure.retryAfterMs ?? backOffMs(attempt, run.services.random());
    const inTime = clock.now() + delayMs < run.deadline && delayMs <= limits.retryWaitMs;
    const unheard = !hasSpoken || reader === undefined || reader.canRestart;
    const willRetry = isRetryable(failure) && attempt <= limits.retries && inTime && unheard;
    const reason = {
      class: failure.class,
      error: failure.message,
      willRetry,
      delayMs: willRetry ? delayMs : 0,
    };
    span.end("failed", { ...data, ...reason });
    return { failure, willRetry, delayMs, hasSpoken };
  } finally {
    isOpen = false;
  }
}

/** An answer without a text and without a call is a failure, and often a passing one. */
function refuseEmpty(reply: ModelReply): void {
  if (reply.finishReason === "length" || reply.finishReason === "content-filter") return;
  const hasCalls = reply.content.some((part) => part.type === "tool-call");
  if (hasCalls || textOf(reply.content).trim() !== "") return;
  throw new ModelCallError("transient", "The model gave an empty answer. Try again.");
}

/** 500 ms × 2 up to 30 s, ± 20 %. */
function backOffMs(attempt: number, random: number): number {
  const base = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(base * (1 - SPREAD + 2 * SPREAD * random));
}
