/**
 * A run from its start to its one end: context, deadline, cancellation and steering around the loop. Everything it
 * holds (timer, listeners, registry entry) is given back at the end, however that comes.
 */
import type { FlexibleSchema } from "ai";
import { allowManyListeners } from "../clock.js";
import type { ApprovalRequest, Approver } from "../context/approval.js";
import { type AgentServices, mayGoDeeper } from "../context/context.js";
import type { LiveRun } from "../context/registry.js";
import {
  isUnfinished,
  RunBudgetError,
  RunCancelledError,
  RunDeadlineError,
  RunLimitError,
  toEventError,
} from "../errors.js";
import type { Span } from "../events/sink.js";
import type { LimitAction, LimitName, RunLimits } from "../limits.js";
import { userMessage } from "../model/model.js";
import type { TextReader } from "../model/text-reader.js";
import type { SteeringCommand } from "../steering/command.js";
import { Steering, type SteeringOptions } from "../steering/steering.js";
import type { ActingAgent } from "../tool/tool.js";
import { RunAccount } from "./account.js";
import { type AnswerCheck, createAnswerCheck, formatInstruction, guardrailError } from "./answer-check.js";
import type { InputGuardrail, OutputGuardrail } from "./guardrail.js";
import { LiveContext, type LiveContextOptions } from "./live-context.js";
import { type Brief, type LoopEnd, type LoopHost, type LoopState, runLoop } from "./loop.js";
import type { RunResult } from "./result.js";
import { type ApprovalDecisions, buildApprover, type RunStart, saveRun } from "./saved-run.js";

/** Everything a run is made of; `AgentHarness` puts it together. */
export interface LiveRunOptions extends LiveContextOptions {
  /** Its name counts in events until another agent takes over. */
  acting: ActingAgent;
  start: RunStart;
  limits: Readonly<RunLimits>;
  onLimit: LimitAction;
  signal: AbortSignal | undefined;
  steering: SteeringOptions | undefined;
  reader: TextReader | undefined;
  schema: FlexibleSchema<unknown> | undefined;
  inputGuardrails: readonly InputGuardrail[];
  outputGuardrails: readonly OutputGuardrail[];
  decisions: ApprovalDecisions | undefined;
}

export class LiveAgentRun implements LoopHost, LiveRun {
  readonly context: LiveContext;
  readonly limits: Readonly<RunLimits>;
  readonly account: RunAccount;
  readonly reader: TextReader | undefined;
  readonly approve: Approver | undefined;
  readonly checkAnswer: AnswerCheck | undefined;
  readonly #options: LiveRunOptions;
  readonly #state: LoopState;
  #steering: Steering | undefined;
  #hasEnded = false;

  /** @throws SubAgentDepthError before anything has happened */
  constructor(options: LiveRunOptions) {
    const { decisions, schema, outputGuardrails: guardrails, start } = options;
    this.#options = options;
    this.context = new LiveContext(options);
    this.limits = options.limits;
    this.account = new RunAccount(this.context);
    this.reader = options.reader;
    const { approve } = this.context;
    this.approve = decisions === undefined ? approve : buildApprover(decisions, approve);
    this.checkAnswer = createAnswerCheck({ schema, guardrails, run: this.context });
    const { turnResults, modelCalls, toolCalls } = start;
    const counts = { modelCalls, toolCalls, turnResults };
    this.#state = {
      acting: options.acting,
      messages: [...start.messages],
      text: "",
      output: undefined,
      ...counts,
    };
  }

  get runId(): string {
    return this.context.runId;
  }
  get agent(): string {
    return this.context.agent;
  }
  get depth(): number {
    return this.context.depth;
  }

  /** Most runs are never steered. */
  get steering(): Steering {
    if (this.#steering !== undefined) return this.#steering;
    this.#steering = new Steering(this.#options.steering ?? {}, {
      news: (what, commands, code) => this.#tellSteering(what, commands, code),
      cancel: (reason) => this.context.cancellation.cancel(new RunCancelledError(reason)),
    });
    if (this.#hasEnded) this.#steering.close(() => {});
    return this.#steering;
  }

  /** To be called once. */
  async execute(): Promise<RunResult> {
    const { context } = this;
    const { sink, registry } = context.services;
    const release = this.#hold();
    const unregister = registry.add(this);
    const data = { model: this.#state.acting.model.id, workspace: context.workspace };
    const span = sink.start(context, { kind: "run", data, payload: () => this.#options.start.messages });
    try {
      const end = await this.#loop();
      // A cancel between the last boundary and here was accepted, so it must count.
      if (context.cancellation.cancelled && end === null) throw context.cancellation.reason;
      this.#endSteering();
      return this.#finish(span, end);
    } catch (error) {
      this.#endSteering();
      return this.#fail(span, error);
    } finally {
      unregister();
      release();
    }
  }

  #loop(): Promise<LoopEnd> {
    const { cancellation, budget } = this.context;
    if (cancellation.cancelled) throw cancellation.reason;
    if (this.#options.inputGuardrails.length > 0) return this.#checkedLoop();
    budget?.spendRun();
    return runLoop(this, this.#state);
  }

  /** @throws GuardrailError before any model call */
  async #checkedLoop(): Promise<LoopEnd> {
    const { context } = this;
    for (const guardrail of this.#options.inputGuardrails) {
      const work = Promise.resolve(guardrail.check(this.#state.messages, context));
      const verdict = await context.cancellation.until(work);
      if (!verdict.ok) throw guardrailError(guardrail.name, "input", verdict);
    }
    context.budget?.spendRun();
    return runLoop(this, this.#state);
  }

  brief(agent: ActingAgent): Brief | Promise<Brief> {
    const { schema } = this.#options;
    const offers = agent.offers(mayGoDeeper(this.context));
    if (schema !== undefined || offers instanceof Promise) return buildBrief(agent.system, offers, schema);
    return { system: agent.system, offers };
  }

  handOver(to: ActingAgent): void {
    const { context } = this;
    const from = context.agent;
    context.services.sink.emit(context, { type: "run.handed_over", data: { from, to: to.name } });
    context.agent = to.name;
  }

  /** Ties the run to its time and to what is above it; answers what unties it. */
  #hold(): () => void {
    const { parent, signal, services } = this.#options;
    const { cancellation, deadline } = this.context;
    const follow = (reason: unknown) => cancellation.cancel(reasonFrom(reason));
    const untieParent = parent?.cancellation.onCancel(follow);
    const untieCaller = signal === undefined ? undefined : onAbort(signal, follow);
    const forget = services.clock.after(Math.max(0, deadline - services.clock.now()), () => {
      cancellation.cancel(
        new RunDeadlineError("The run's time is used up. Raise wallClockMs or give it less to do."),
      );
    });
    return () => {
      forget();
      untieParent?.();
      untieCaller?.();
    };
  }

  boundary(): boolean | Promise<boolean> {
    const { cancellation } = this.context;
    if (cancellation.cancelled) throw cancellation.reason;
    return this.#steering === undefined ? false : this.#steer(this.#steering);
  }

  /** Applies what was steered; stands still while paused. */
  async #steer(steering: Steering): Promise<boolean> {
    const { signal } = this.context;
    const { messages } = this.#state;
    const before = messages.length;
    for (;;) {
      if (signal.aborted) throw signal.reason;
      const { paused } = steering.drain((command) => this.#apply(command));
      if (!paused) return messages.length > before;
      await steering.changed(signal);
    }
  }

  #endSteering(): void {
    this.#hasEnded = true;
    this.#steering?.close((command) => this.#apply(command));
  }

  #apply(command: SteeringCommand): void {
    if (command.type === "setMetadata") this.context.metadata.set(command.key, command.value);
    if (command.type === "inject") this.#state.messages.push(userMessage(command.text));
    if (command.type === "redirect") {
      const text = `The task has changed. Drop the earlier one and do this instead:\n${command.text}`;
      this.#state.messages.push(userMessage(text));
    }
  }

  #tellSteering(
    what: "accepted" | "applied" | "refused",
    list: readonly SteeringCommand[],
    code?: string,
  ): void {
    const commands = list.map((command) => String(command?.type));
    const data = what === "refused" ? { commands, code: code ?? "invalid" } : { commands };
    this.context.services.sink.emit(this.context, {
      type: `steering.${what}`,
      data,
      payload: () => list,
    } as Parameters<AgentServices["sink"]["emit"]>[1]);
  }

  #finish(span: Span<"run">, end: LoopEnd): RunResult {
    if (end !== null && "held" in end) return this.#interrupt(span, end.held);
    const { context } = this;
    if (end !== null) context.services.sink.emit(context, { type: "limit.reached", data: end });
    if (end !== null && (this.#options.onLimit === "error" || failsOnBudget(end, context))) {
      const error = limitError(end, this.#state.text);
      span.end("failed", { error: error.message, usage: context.usage.total });
      throw error;
    }
    return this.#result(span, end === null ? "completed" : "partial", end?.limit ?? null);
  }

  /** The run ends here and can go on elsewhere: its transcript, and what it waits for, are in the result. */
  #interrupt(span: Span<"run">, pending: readonly ApprovalRequest[]): RunResult {
    const saved = saveRun(this.#state.acting.name, this.#state, pending);
    // The calls that wait have no results, so their message is no part of a transcript that others may go on with.
    this.#state.messages.pop();
    return { ...this.#result(span, "interrupted", null), interruption: { pending, saved } };
  }

  #result(span: Span<"run">, status: RunResult["status"], limit: LimitName | null): RunResult {
    const { context } = this;
    const { text, messages, modelCalls, toolCalls, output } = this.#state;
    const { runId, metadata, agent } = context;
    const { total: usage, own: ownUsage } = context.usage;
    span.end("completed", { status, limit, modelCalls, toolCalls, usage }, () => text);
    const listenerFailures = this.#options.reader?.failures ?? 0;
    const figures = { usage, ownUsage, modelCalls, toolCalls, metadata };
    return {
      runId,
      agent,
      status,
      text,
      limit,
      messages,
      ...figures,
      ...(output === undefined ? {} : { output }),
      ...(listenerFailures === 0 ? {} : { listenerFailures }),
    };
  }

  #fail(span: Span<"run">, error: unknown): RunResult {
    const { context } = this;
    if (error instanceof RunDeadlineError && context.cancellation.cancelled) {
      return this.#finish(span, { limit: "wall_clock", value: this.#options.limits.wallClockMs });
    }
    if (error instanceof RunBudgetError && context.budget?.onLimit === "fail") {
      return this.#finish(span, { limit: "budget", value: null });
    }
    const usage = context.usage.total;
    if (error instanceof RunCancelledError) span.end("cancelled", { reason: error.reason, usage });
    else span.end("failed", { error: toEventError(error), usage });
    throw error;
  }
}

type LimitEnd = Extract<LoopEnd, { limit: LimitName }>;

/** Under the budget's own policy `fail` there is no partial answer, whatever the run's action at limits is. */
function failsOnBudget(end: LimitEnd, context: LiveContext): boolean {
  return end.limit === "budget" && context.budget?.onLimit === "fail";
}

/** The system prompt also says what an answer by a schema must look like. */
async function buildBrief(
  system: string | undefined,
  offers: Brief["offers"] | Promise<Brief["offers"]>,
  schema: FlexibleSchema<unknown> | undefined,
): Promise<Brief> {
  if (schema === undefined) return { system, offers: await offers };
  const format = await formatInstruction(schema);
  return { system: system === undefined ? format : `${system}\n\n${format}`, offers: await offers };
}

function onAbort(signal: AbortSignal, tell: (reason: unknown) => void): () => void {
  const listener = () => tell(signal.reason);
  if (signal.aborted) listener();
  else allowManyListeners(signal).addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}

/** What ends a run from above: a deadline stays one, anything else cancels. */
function reasonFrom(reason: unknown): unknown {
  if (reason instanceof RunCancelledError || isUnfinished(reason)) return reason;
  return new RunCancelledError("by its caller", reason);
}

function limitError(end: LimitEnd, partialText: string): RunLimitError {
  if (end.limit === "wall_clock") {
    return new RunDeadlineError(
      "The run's time is used up. Raise wallClockMs or give it less to do.",
      partialText,
    );
  }
  if (end.limit === "budget") {
    return new RunBudgetError("The budget is used up. Raise it or ask for less.", partialText);
  }
  const value = end.value === null ? "" : ` of ${end.value}`;
  return new RunLimitError(
    end.limit,
    `The run met its limit ${end.limit}${value}. Raise it or ask for less.`,
    {
      partialText,
    },
  );
}
