/**
 * A run from its start to its one end: context, deadline, cancellation and steering around the loop. Everything it
 * holds (timer, listeners, registry entry) is given back at the end, however that comes.
 */

import type { FlexibleSchema } from "ai";
import type { BudgetPort } from "../budget.js";
import { allowManyListeners, untilAborted } from "../clock.js";
import type { ApprovalRequest, Approver } from "../context/approval.js";
import { type AgentServices, childDepthCap, type RunContext } from "../context/context.js";
import {
  eventErrorOf,
  isUnfinished,
  RunBudgetError,
  RunCancelledError,
  RunDeadlineError,
  RunLimitError,
} from "../errors.js";
import type { Span } from "../events/sink.js";
import type { LimitAction, LimitName, RunLimits } from "../limits.js";
import { type AgentMessage, userMessage } from "../model/model.js";
import type { TextReader } from "../model/text-reader.js";
import type { SteeringCommand } from "../steering/command.js";
import { Steering, type SteeringOptions } from "../steering/steering.js";
import { isOffered } from "../tool/execute.js";
import type { ActingAgent } from "../tool/tool.js";
import { offersOf } from "../tool/tool.js";
import { UsageMeter } from "../usage/usage.js";
import { createRunAccount } from "./account.js";
import { createAnswerCheck, formatInstruction, guardrailError } from "./answer-check.js";
import type { InputGuardrail, OutputGuardrail } from "./guardrail.js";
import { type Brief, type LoopEnd, type LoopState, runLoop } from "./loop.js";
import type { RunResult } from "./result.js";
import { type ApprovalDecisions, approverOf, type RunStart, saveRun } from "./saved-run.js";

/** Everything a run is made of; `AgentHarness` puts it together. */
export interface LiveRunOptions {
  /** For events; the acting agent has the name of its harness. */
  agent: string;
  acting: ActingAgent;
  start: RunStart;
  limits: Readonly<RunLimits>;
  onLimit: LimitAction;
  services: AgentServices;
  parent: RunContext | undefined;
  signal: AbortSignal | undefined;
  budget: BudgetPort | undefined;
  workspace: string | null;
  steering: SteeringOptions;
  metadata: Readonly<Record<string, string | number | boolean | null>>;
  reader: TextReader | undefined;
  schema: FlexibleSchema<unknown> | undefined;
  inputGuardrails: readonly InputGuardrail[];
  outputGuardrails: readonly OutputGuardrail[];
  /** Of the caller; a child also takes its parent's. */
  approve: Approver | undefined;
  decisions: ApprovalDecisions;
}

type Metadata = Map<string, string | number | boolean | null>;

export class LiveAgentRun {
  readonly context: RunContext & { agent: string };
  readonly steering: Steering;
  readonly #options: LiveRunOptions;
  readonly #abort = new AbortController();
  readonly #metadata: Metadata;
  readonly #state: LoopState;
  #acting: ActingAgent;

  /** @throws SubAgentDepthError before anything has happened */
  constructor(options: LiveRunOptions) {
    const { parent, services, limits } = options;
    const depthCap = parent === undefined ? limits.depth : childDepthCap(parent, limits.depth);
    const runId = services.newId();
    this.#options = options;
    this.#metadata = new Map(Object.entries(options.metadata));
    const { messages, ...counts } = options.start;
    this.#state = { messages: [...messages], text: "", output: undefined, ...counts };
    this.#acting = options.acting;
    this.context = {
      runId,
      parentRunId: parent?.runId ?? null,
      rootRunId: parent?.rootRunId ?? runId,
      depth: parent === undefined ? 0 : parent.depth + 1,
      agent: options.agent,
      depthCap,
      signal: this.#abort.signal,
      deadline: Math.min(parent?.deadline ?? Infinity, services.clock.now() + limits.wallClockMs),
      workspace: options.workspace,
      budget: options.budget,
      usage: new UsageMeter(parent?.usage),
      metadata: this.#metadata,
      services,
      approve: options.approve ?? parent?.approve,
    };
    this.steering = new Steering(options.steering, {
      news: (what, commands, code) => this.#tellSteering(what, commands, code),
      cancel: (reason) => this.#abort.abort(new RunCancelledError(reason)),
    });
  }

  /** To be called once. */
  async execute(): Promise<RunResult> {
    const { context } = this;
    const { sink, registry } = context.services;
    const release = this.#hold();
    const { runId, agent, depth } = context;
    const unregister = registry.add({ runId, agent, depth, steering: this.steering });
    const data = { model: this.#acting.model.id, workspace: context.workspace };
    const span = sink.start(context, { kind: "run", data, payload: () => this.#options.start.messages });
    try {
      const end = await this.#loop();
      // A cancel between the last boundary and here was accepted, so it must count.
      if (context.signal.aborted && end === null) throw context.signal.reason;
      this.steering.close((command) => this.#apply(command));
      return this.#finish(span, end);
    } catch (error) {
      this.steering.close((command) => this.#apply(command));
      return this.#fail(span, error);
    } finally {
      unregister();
      release();
    }
  }

  async #loop(): Promise<LoopEnd> {
    const { limits, reader, schema, outputGuardrails, decisions } = this.#options;
    const { context } = this;
    if (context.signal.aborted) throw context.signal.reason;
    await this.#checkInput();
    context.budget?.spendRun();
    return runLoop(
      {
        run: context,
        acting: this.#acting,
        brief: (agent) => this.#brief(agent),
        limits,
        account: createRunAccount(context),
        boundary: (messages) => this.#boundary(messages),
        onHandoff: (to) => this.#handOver(to),
        reader,
        approve: approverOf(decisions, context.approve),
        checkAnswer: createAnswerCheck({ schema, guardrails: outputGuardrails, run: context }),
      },
      this.#state,
    );
  }

  /** @throws GuardrailError before any model call */
  async #checkInput(): Promise<void> {
    const { context } = this;
    for (const guardrail of this.#options.inputGuardrails) {
      const work = Promise.resolve(guardrail.check(this.#state.messages, context));
      const verdict = await untilAborted(work, context.signal);
      if (!verdict.ok) throw guardrailError(guardrail.name, "input", verdict);
    }
  }

  async #brief({ system, tools }: ActingAgent): Promise<Brief> {
    const { schema } = this.#options;
    const offers = await offersOf([...tools.values()].filter((tool) => isOffered(tool, this.context)));
    if (schema === undefined) return { system, offers };
    const format = await formatInstruction(schema);
    return { system: system === undefined ? format : `${system}\n\n${format}`, offers };
  }

  #handOver(to: ActingAgent): void {
    const { context } = this;
    const from = context.agent;
    context.services.sink.emit(context, { type: "run.handed_over", data: { from, to: to.name } });
    context.agent = to.name;
    this.#acting = to;
  }

  /** Ties the run to its time and to what is above it; answers what unties it. */
  #hold(): () => void {
    const { parent, signal, services } = this.#options;
    const above = [parent?.signal, signal].filter((known) => known !== undefined);
    const listeners = above.map((from) => {
      const follow = () => this.#abort.abort(reasonFrom(from.reason));
      if (from.aborted) follow();
      else allowManyListeners(from).addEventListener("abort", follow, { once: true });
      return () => from.removeEventListener("abort", follow);
    });
    const leftMs = this.context.deadline - services.clock.now();
    const forget = services.clock.after(Math.max(0, leftMs), () => {
      this.#abort.abort(
        new RunDeadlineError("The run's time is used up. Raise wallClockMs or give it less to do."),
      );
    });
    return () => {
      forget();
      for (const untie of listeners) untie();
    };
  }

  /** Applies what was steered; stands still while paused. */
  async #boundary(messages: AgentMessage[]): Promise<boolean> {
    const { signal } = this.context;
    const before = messages.length;
    for (;;) {
      if (signal.aborted) throw signal.reason;
      const { paused } = this.steering.drain((command) => this.#apply(command));
      if (!paused) return messages.length > before;
      await this.steering.changed(signal);
    }
  }

  #apply(command: SteeringCommand): void {
    if (command.type === "setMetadata") this.#metadata.set(command.key, command.value);
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
    const saved = saveRun(this.#acting.name, this.#state, pending);
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
    if (error instanceof RunDeadlineError && context.signal.aborted) {
      return this.#finish(span, { limit: "wall_clock", value: this.#options.limits.wallClockMs });
    }
    if (error instanceof RunBudgetError && context.budget?.onLimit === "fail") {
      return this.#finish(span, { limit: "budget", value: null });
    }
    const usage = context.usage.total;
    if (error instanceof RunCancelledError) span.end("cancelled", { reason: error.reason, usage });
    else span.end("failed", { error: eventErrorOf(error), usage });
    throw error;
  }
}

type LimitEnd = Extract<LoopEnd, { limit: LimitName }>;

/** Under the budget's own policy `fail` there is no partial answer, whatever the run's action at limits is. */
function failsOnBudget(end: LimitEnd, context: RunContext): boolean {
  return end.limit === "budget" && context.budget?.onLimit === "fail";
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
