/**
 * The one retry layer of a run: a model call with up to `retries` repeats, and none that would say a text twice. Waits what the provider asks for, unless
 * that is longer than the run has left or its limits allow. Every attempt has its own start and end in the events.
 */

import type { Usage } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import { waitMs } from "../clock.js";
import type { RunContext } from "../context/context.js";
import { ModelCallError, toEventError } from "../errors.js";
import type { Span } from "../events/sink.js";
import type { RunLimits } from "../limits.js";
import { isRetryable, toFailure } from "./failure.js";
import { type AgentModel, type ModelReply, type ModelRequest, toText } from "./model.js";
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
  account: Admission;
}

/** Who decides whether the next paid call may be made, and keeps what calls cost. */
export interface Admission {
  /** @returns what to wait for, if there is something. @throws what stops the run before the call */
  admit(request: ModelRequest, model: string): undefined | Promise<void>;
  book(usage: Usage, model: string): void;
}

/** @throws ModelCallError after the last attempt, what the account throws, or the reason of the run's cancellation */
export async function callModel(options: ModelCall): Promise<ModelReply> {
  const { run, account, request, model } = options;
  for (let number = 1; ; number += 1) {
    const room = account.admit(request, model.id);
    if (room !== undefined) await room;
    const attempt = new Attempt(options, number);
    let failed: Failed;
    try {
      return attempt.completed(await run.cancellation.until(attempt.begin()));
    } catch (error) {
      failed = attempt.failed(error);
    }
    if (!failed.willRetry) throw failed.failure;
    if (attempt.hasSpoken) options.reader?.restart();
    await waitMs(failed.delayMs, run.services.clock, run.signal);
  }
}

interface Failed {
  failure: ModelCallError;
  willRetry: boolean;
  delayMs: number;
}

/** One attempt, with its start and its one end in the events. */
class Attempt {
  hasSpoken = false;
  readonly #call: ModelCall;
  readonly #number: number;
  readonly #data: { model: string; call: number; attempt: number };
  readonly #span: Span<"model">;
  #isOpen = true;

  constructor(options: ModelCall, number: number) {
    const { run, model, call, request } = options;
    this.#call = options;
    this.#number = number;
    this.#data = { model: model.id, call, attempt: number };
    this.#span = run.services.sink.start(run, { kind: "model", data: this.#data, payload: () => request });
  }

  begin(): Promise<ModelReply> {
    const { model, request, run } = this.#call;
    return model.stream(request, {
      signal: run.signal,
      onText: (delta) => this.#progress(delta),
      onSpent: (usage, spender) => this.#spent(usage, spender),
    });
  }

  #spent(usage: Usage, model: string): void {
    if (this.#isOpen) this.#call.account.book(usage, model);
  }

  #progress(delta: string): void {
    // A model that ignores its signal may go on after its run has ended.
    if (!this.#isOpen) return;
    this.hasSpoken = true;
    const { run, reader } = this.#call;
    const data = { ...this.#data, chars: delta.length };
    run.services.sink.emit(run, { type: "model.progressed", data, payload: () => delta });
    reader?.onText(delta);
  }

  /** @throws ModelCallError for an empty answer */
  completed(reply: ModelReply): ModelReply {
    const toolCalls = countCalls(reply);
    if (isEmpty(reply, toolCalls)) {
      const message = "The model gave an empty answer. Try again.";
      throw new ModelCallError("transient", message, { failureCause: "empty" });
    }
    this.#isOpen = false;
    const { usage, finishReason, content } = reply;
    // Written out: a spread with further fields takes twice the memory, and most runs have no listener.
    const { model, call, attempt } = this.#data;
    this.#tellReasoning(content);
    this.#span.end("completed", { model, call, attempt, usage, finishReason, toolCalls }, () => content);
    return reply;
  }

  #tellReasoning(content: ModelReply["content"]): void {
    const { reader } = this.#call;
    if (reader === undefined) return;
    for (const part of content)
      if (part.type === "reasoning" && part.text.trim() !== "") reader.onReasoning(part.text);
  }

  /** Whether the call is repeated, and when. @throws the reason of a cancelled run */
  failed(error: unknown): Failed {
    this.#isOpen = false;
    const { run, limits, reader } = this.#call;
    const { cancelled, reason } = run.cancellation;
    if (cancelled) {
      this.#span.end("cancelled", { ...this.#data, reason: toEventError(reason) });
      throw reason;
    }
    const { clock, random } = run.services;
    const failure = toFailure(error, clock.now());
    const delayMs = failure.retryAfterMs ?? backOffMs(this.#number, random());
    const inTime = clock.now() + delayMs < run.deadline && delayMs <= limits.retryWaitMs;
    const unheard = !this.hasSpoken || reader === undefined || reader.canRestart;
    const willRetry = isRetryable(failure) && this.#number <= limits.retries && inTime && unheard;
    const why = { class: failure.class, error: failure.message, willRetry };
    this.#span.end("failed", { ...this.#data, ...why, delayMs: willRetry ? delayMs : 0 });
    return { failure, willRetry, delayMs };
  }
}

/** An answer without a text and without a call is a failure, and often a passing one. */
function isEmpty({ finishReason, content }: ModelReply, toolCalls: number): boolean {
  if (finishReason === "length" || finishReason === "content-filter") return false;
  return toolCalls === 0 && isBlank(toText(content));
}

function countCalls(reply: ModelReply): number {
  let calls = 0;
  for (const part of reply.content) if (part.type === "tool-call") calls += 1;
  return calls;
}

/** 500 ms × 2 up to 30 s, ± 20 %. */
function backOffMs(attempt: number, random: number): number {
  const base = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(base * (1 - SPREAD + 2 * SPREAD * random));
}
