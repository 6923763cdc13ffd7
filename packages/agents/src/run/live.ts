/**
 * A run from its start to its one end: context, deadline, cancellation and steering around the loop. Everything it
 * holds (timer, listeners, registry entry) is given back at the end, however that comes.
 */
import type { BudgetPort } from "../budget.js";
import { allowManyListeners } from "../clock.js";
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
import type { LimitAction, RunLimits } from "../limits.js";
import { type AgentMessage, type AgentModel, type ToolOffer, userMessage } from "../model/model.js";
import type { TextReader } from "../model/text-reader.js";
import type { SteeringCommand } from "../steering/command.js";
import { Steering, type SteeringOptions } from "../steering/steering.js";
import { isOffered } from "../tool/execute.js";
import { offersOf, type PreparedTool } from "../tool/tool.js";
import { UsageMeter } from "../usage/usage.js";
import { createRunAccount } from "./account.js";
import { type LoopEnd, type LoopState, runLoop } from "./loop.js";
import type { RunResult } from "./result.js";

/** Everything a run is made of; `AgentHarness` puts it together. */
export interface LiveRunOptions {
  agent: string;
  model: AgentModel;
  system: string | undefined;
  tools: ReadonlyMap<string, PreparedTool>;
  messages: readonly AgentMessage[];
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
}

type Metadata = Map<string, string | number | boolean | null>;

export class LiveAgentRun {
  readonly context: RunContext;
  readonly steering: Steering;
  readonly #options: LiveRunOptions;
  readonly #abort = new AbortController();
  readonly #metadata: Metadata;
  readonly #state: LoopState;

  /** @throws SubAgentDepthError before anything has happened */
  constructor(options: LiveRunOptions) {
    const { parent, services, limits } = options;
    const depthCap = parent === undefined ? limits.depth : childDepthCap(parent, limits.depth);
    const runId = services.newId();
    this.#options = options;
    this.#metadata = new Map(Object.entries(options.metadata));
    this.#state = { messages: [...options.messages], text: "", modelCalls: 0, toolCalls: 0 };
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
    const data = { model: this.#options.model.id, workspace: context.workspace };
    const span = sink.start(context, { kind: "run", data, payload: () => this.#options.messages });
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
    const { model, system, tools, limits, reader } = this.#options;
    const { context } = this;
    if (context.signal.aborted) throw context.signal.reason;
    context.budget?.spendRun();
    const offers = await this.#offers();
    const account = createRunAccount(context);
    const boundary = (messages: AgentMessage[]) => this.#boundary(messages);
    const parts = { run: context, model, system, tools, offers, limits, account, boundary, reader };
    return runLoop(parts, this.#state);
  }

  #offers(): Promise<ToolOffer[]> {
    return offersOf([...this.#options.tools.values()].filter((tool) => isOffered(tool, this.context)));
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
    const { context } = this;
    if (end !== null) context.services.sink.emit(context, { type: "limit.reached", data: end });
    if (end !== null && (this.#options.onLimit === "error" || failsOnBudget(end, context))) {
      const error = limitError(end, this.#state.text);
      span.end("failed", { error: error.message, usage: context.usage.total });
      throw error;
    }
    const { text, messages, modelCalls, toolCalls } = this.#state;
    const status = end === null ? "completed" : "partial";
    const limit = end?.limit ?? null;
    const usage = context.usage.total;
    span.end("completed", { status, limit, modelCalls, toolCalls, usage }, () => text);
    const ownUsage = context.usage.own;
    const { runId, metadata } = context;
    const listenerFailures = this.#options.reader?.failures ?? 0;
    const failures = listenerFailures === 0 ? {} : { listenerFailures };
    return {
      runId,
      status,
      text,
      limit,
      messages,
      usage,
      ownUsage,
      modelCalls,
      toolCalls,
      metadata,
      ...failures,
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

/** Under the budget's own policy `fail` there is no partial answer, whatever the run's action at limits is. */
function failsOnBudget(end: NonNullable<LoopEnd>, context: RunContext): boolean {
  return end.limit === "budget" && context.budget?.onLimit === "fail";
}

/** What ends a run from above: a deadline stays one, anything else cancels. */
function reasonFrom(reason: unknown): unknown {
  if (reason instanceof RunCancelledError || isUnfinished(reason)) return reason;
  return new RunCancelledError("by its caller", reason);
}

function limitError(end: NonNullable<LoopEnd>, partialText: string): RunLimitError {
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
