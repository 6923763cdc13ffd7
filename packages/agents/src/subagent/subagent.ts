/**
 * A named agent that others call: alone, with its events, or as part of a running parent. In a parent it takes over
 * event sink, cancellation, workspace, remaining time and budget, and its usage counts there too. Beyond the depth cap
 * nothing at all happens but a typed error.
 */
import { AppError } from "@tinyagi/contracts";
import { type BudgetPort, type BudgetRequest, checkBudgetRequest, finiteAmounts } from "../budget.js";
import { openCapped } from "../budget-cap.js";
import { type AgentServices, childDepthCap, type RunContext } from "../context/context.js";
import { RunBudgetError, RunCancelledError, toEventError, toSentence } from "../errors.js";
import type { AgentEvent } from "../events/event.js";
import type { Span } from "../events/sink.js";
import { createEventStream } from "../events/stream.js";
import { type RunLimits, resolveLimits } from "../limits.js";
import type { AgentMessage } from "../model/model.js";
import type { AgentHarness, AgentRun, AgentRunOptions } from "../run/harness.js";
import type { RunResult } from "../run/result.js";
import { checkToolName } from "../tool/tool.js";

/** What a {@link SubAgent} is made of. */
export interface SubAgentOptions {
  /** Name of the agent and of its tool: 1 to 64 letters, digits, underscores, hyphens. */
  name: string;
  /** When to call it; the description of its tool. */
  description: string;
  harness: AgentHarness;
  /** Limits of each call, within the harness's policy. */
  limits?: Partial<RunLimits>;
  /** What a call reserves of its parent's budget, at most what the parent has; default: it draws as it goes. */
  budget?: BudgetRequest;
}

/** Options of one call. `parent` has a method of its own. */
export type InvokeOptions = Omit<AgentRunOptions, "parent">;

/** Several turns of one transcript count their turns. */
export interface TurnInfo {
  turn: number;
  /** Earlier turns whose transcript is used again. */
  reused: number;
}

/** A call whose events are read beside its result. */
export interface InvocationWithEvents extends AgentRun {
  /** Events of the call and of all below it; ends after its end. For one reader. */
  readonly events: AsyncIterable<AgentEvent>;
}

const ONE_TURN: TurnInfo = { turn: 1, reused: 0 };

/** An agent that other agents can call: with a name, a description, and limits of its own. */
export class SubAgent {
  readonly name: string;
  readonly description: string;
  readonly #options: SubAgentOptions;

  /** @throws AppError INVALID_INPUT when the name or the description cannot be offered as a tool, or limits or budget are wrong */
  constructor(options: SubAgentOptions) {
    checkToolName(options.name);
    if (options.description.trim() === "") {
      throw new AppError("INVALID_INPUT", "A sub-agent needs a description of when to call it.");
    }
    if (options.budget !== undefined) checkBudgetRequest(options.budget);
    resolveLimits(options.harness.policy, options.limits);
    this.name = options.name;
    this.description = options.description;
    this.#options = options;
  }

  /** Runs as the first run of its own tree. */
  invoke(input: string, options: InvokeOptions = {}): Promise<RunResult> {
    return startOrReject(() => this.begin(input, options).result);
  }

  /** Like {@link invoke}, with the events of the whole tree and a handle for steering. */
  invokeWithEvents(input: string, options: InvokeOptions = {}): InvocationWithEvents {
    const services = this.#services(options);
    let root: string | undefined;
    const isOurs = (event: AgentEvent) => root === undefined || event.rootRunId === root;
    const events = createEventStream(services.sink, isOurs);
    let run: AgentRun;
    try {
      run = this.begin(input, { ...options, services });
    } catch (error) {
      events.close();
      throw error;
    }
    root = run.runId;
    run.result
      .finally(() => events.close())
      .catch(() => {
        // The caller holds the result itself.
      });
    return { ...run, events };
  }

  /**
   * Runs as a child of `parent`.
   * @throws SubAgentDepthError before any model call, process or event; else as the result of a run does
   */
  invokeInParent(input: string, parent: RunContext, options: InvokeOptions = {}): Promise<RunResult> {
    return startOrReject(() => this.begin(input, { ...options, parent }).result);
  }

  /** Starts a call, or the next turn of a transcript. For sessions and for callers that steer. */
  begin(
    input: string | readonly AgentMessage[],
    options: AgentRunOptions = {},
    turn: TurnInfo = ONE_TURN,
  ): AgentRun {
    const { harness } = this.#options;
    resolveLimits(harness.policy, options.limits);
    const limits = { ...this.#options.limits, ...tighter(this.#options.limits, options.limits) };
    const { parent } = options;
    if (parent !== undefined) {
      if (parent.cancellation.cancelled) throw parent.cancellation.reason;
      childDepthCap(parent, resolveLimits(harness.policy, limits).depth);
    }
    const opened = options.budget === undefined ? this.#openBudget(parent) : undefined;
    const services = parent?.services ?? this.#services(options);
    const watch = new Watch(services, turn, opened);
    const given = opened === undefined ? {} : { budget: opened };
    try {
      const run = harness.start(
        input,
        { ...options, ...given, limits, services },
        { name: this.name, onStart: (context) => watch.started(context) },
      );
      const result = run.result.then(
        (value) => watch.completed(value),
        (error: unknown) => watch.failed(error),
      );
      result.catch(() => {
        // Whoever only steers need not await the result; the end is in the events.
      });
      return { ...run, result };
    } catch (error) {
      opened?.close();
      throw error;
    }
  }

  #services(options: InvokeOptions): AgentServices {
    return this.#options.harness.servicesFor(options.services);
  }

  #openBudget(parent: RunContext | undefined): BudgetPort | undefined {
    if (parent?.budget === undefined) return undefined;
    const request = this.#options.budget;
    try {
      if (request === undefined) return parent.budget.child({});
      return openCapped(parent.budget, request);
    } catch (error) {
      throw new RunBudgetError(`The parent's budget has no room for the sub-agent. ${toSentence(error)}`);
    }
  }
}

/** The two ends of a call: its `subagent.*` span and its account. */
class Watch {
  readonly #services: AgentServices;
  readonly #turn: TurnInfo;
  readonly #budget: BudgetPort | undefined;
  #span: Span<"subagent"> | undefined;
  #context: RunContext | undefined;

  constructor(services: AgentServices, turn: TurnInfo, budget: BudgetPort | undefined) {
    this.#services = services;
    this.#turn = turn;
    this.#budget = budget;
  }

  started(context: RunContext): void {
    const { sink } = this.#services;
    this.#context = context;
    this.#span = sink.start(context, { kind: "subagent", data: { turn: this.#turn.turn } });
    if (this.#turn.reused > 0) {
      sink.emit(context, { type: "subagent.reused", data: { turns: this.#turn.reused } });
    }
    if (this.#budget !== undefined) {
      sink.emit(context, { type: "budget.reserved", data: finiteAmounts(this.#budget.available) });
    }
  }

  completed(result: RunResult): RunResult {
    this.#refund();
    const { status, limit, usage } = result;
    this.#span?.end("completed", { status, limit, usage });
    return result;
  }

  failed(error: unknown): never {
    this.#refund();
    if (error instanceof RunCancelledError) this.#span?.end("cancelled", { reason: error.reason });
    else this.#span?.end("failed", { error: toEventError(error) });
    throw error;
  }

  #refund(): void {
    const budget = this.#budget;
    if (budget === undefined || this.#context === undefined) return;
    const left = finiteAmounts(budget.available);
    budget.close();
    this.#services.sink.emit(this.#context, { type: "budget.refunded", data: left });
  }
}

/** Per key the smaller of two. */
function tighter(a: Partial<RunLimits> = {}, b: Partial<RunLimits> = {}): Partial<RunLimits> {
  const limits: Partial<RunLimits> = {};
  for (const key of Object.keys(b) as (keyof RunLimits)[]) {
    const value = b[key];
    if (value !== undefined) limits[key] = Math.min(value, a[key] ?? Infinity);
  }
  return limits;
}

async function startOrReject(start: () => Promise<RunResult>): Promise<RunResult> {
  return start();
}
