/**
 * An agent on an API model: what it is made of once, and runs of it. A harness keeps nothing of a run; sessions do.
 */
import { AppError } from "@tinyagi/contracts";
import type { FlexibleSchema } from "ai";
import type { BudgetPort } from "../budget.js";
import type { Approver } from "../context/approval.js";
import { type AgentServices, completeServices, type RunContext } from "../context/context.js";
import { type LimitAction, type RunLimits, resolveLimits } from "../limits.js";
import type { AgentMiddleware } from "../middleware/middleware.js";
import { fromLanguageModel } from "../model/language-model.js";
import { type AgentMessage, type AgentModel, type SdkLanguageModel, userMessage } from "../model/model.js";
import { createTextReader } from "../model/text-reader.js";
import type { Steering, SteeringOptions } from "../steering/steering.js";
import type { ActingAgent } from "../tool/tool.js";
import { type AgentTool, createOffers, toolMap } from "../tool/tool.js";
import type { InputGuardrail, OutputGuardrail } from "./guardrail.js";
import { LiveAgentRun } from "./live.js";
import type { RunResult } from "./result.js";
import { type ApprovalDecisions, loadRun, type RunStart, type SavedRun } from "./saved-run.js";

/** What an agent is made of. */
export interface AgentHarnessOptions {
  /** Shown in events and offered as the tool's name. */
  name: string;
  /** A model of this package, or one of the AI SDK. */
  model: AgentModel | SdkLanguageModel;
  /** Sent once with every call, never part of a transcript. */
  system?: string;
  tools?: readonly AgentTool[];
  /** Hooks around the model and tool calls of this agent. */
  middleware?: readonly AgentMiddleware[];
  /** Checks of the input, in order, before the first model call. */
  inputGuardrails?: readonly InputGuardrail[];
  /** Checks of the answer, in order, before the run completes. */
  outputGuardrails?: readonly OutputGuardrail[];
  /** The most a run may ask for. */
  policy?: Partial<RunLimits>;
  /** Default `StopWithPartial`. */
  onLimit?: LimitAction;
  /** For runs without a parent; a child takes its parent's. */
  services?: Partial<AgentServices>;
}

/** What one run takes besides its input. All of it is optional. `O` is the type of the answer by its schema. */
export interface AgentRunOptions<O = unknown> {
  /** Each counts as `min(explicit, policy)`. */
  limits?: Partial<RunLimits>;
  onLimit?: LimitAction;
  signal?: AbortSignal;
  /** The account the run is booked on; default the parent's, else none. The caller closes what it opened. */
  budget?: BudgetPort;
  /** Default the parent's, else none. */
  workspace?: string;
  steering?: SteeringOptions;
  metadata?: Readonly<Record<string, string | number | boolean | null>>;
  /** The answer's text as it comes. What it throws is counted in the result and changes nothing. */
  onText?: (delta: string) => void;
  /**
   * The model broke off in mid-answer and is asked again: drop the text of the current turn, it comes again from its
   * start. Without it, a call is not repeated once it has said something to `onText`.
   */
  onRestart?: () => void;
  /**
   * What the model shows of its reasoning, one text for each part, when an answer is complete. Called only beside
   * `onText`.
   */
  onReasoning?: (text: string) => void;
  /** Replaces single services of the harness; ignored for a child. */
  services?: Partial<AgentServices>;
  /** Schema of the answer. The model may correct an answer that does not fit once; then the run fails. */
  output?: FlexibleSchema<O>;
  /**
   * Decides about tool calls that need approval. Default: the parent's. Without a decision the run ends as `interrupted`
   * and can be resumed.
   */
  approve?: Approver;
  /** The run this one belongs to. */
  parent?: RunContext;
}

/** A run in progress. */
export interface AgentRun {
  readonly runId: string;
  readonly context: RunContext;
  readonly steering: Steering;
  /** Rejects with RunCancelledError, ModelCallError, or RunLimitError under `onLimit: "error"`. */
  readonly result: Promise<RunResult>;
}

/** Longest text handed to a run at once, characters. */
export const INPUT_MAX_CHARS = 2_000_000;

/** An agent on an API model: the loop of model and tools, under limits. Keeps nothing of its runs. */
export class AgentHarness {
  readonly name: string;
  readonly policy: Partial<RunLimits>;
  readonly #options: AgentHarnessOptions;
  #services: AgentServices | undefined;
  readonly #limits: Readonly<RunLimits>;
  readonly #acting: ActingAgent;

  /** @throws AppError INVALID_INPUT on limits or tool names that are not usable */
  constructor(options: AgentHarnessOptions) {
    this.name = options.name;
    this.policy = { ...options.policy };
    this.#options = options;
    const tools = toolMap(options.tools ?? []);
    this.#acting = {
      name: options.name,
      model: toModel(options.model),
      system: options.system,
      tools,
      middleware: [...(options.middleware ?? [])],
      offers: createOffers(tools),
    };
    this.#limits = resolveLimits(options.policy);
  }

  /**
   * Runs to the end.
   * @param input a text, or the whole transcript so far with the newest message of the person last
   */
  run<O = unknown>(
    input: string | readonly AgentMessage[],
    options: AgentRunOptions<O> = {},
  ): Promise<RunResult<O>> {
    return this.#execute<O>(() => this.#prepare(getStart(input), options));
  }

  /**
   * Goes on with a run that waits for people: executes the approved calls, tells the model about the denied ones, and
   * continues. Calls that were executed before are not executed again. Figures of usage begin at 0; limits go on.
   *
   * @param saved the `saved` of an interruption, also after a way through JSON
   * @param decisions by the id of the call. If some are missing, the run is interrupted again for these.
   */
  resume<O = unknown>(
    saved: SavedRun,
    decisions: ApprovalDecisions,
    options: AgentRunOptions<O> = {},
  ): Promise<RunResult<O>> {
    return this.#execute<O>(() => this.#prepare(loadRun(this.name, saved), options, { decisions }));
  }

  /** What works in a run of this agent; for handoffs. */
  acting(): ActingAgent {
    return this.#acting;
  }

  #execute<O>(prepare: () => LiveAgentRun): Promise<RunResult<O>> {
    try {
      // The check of the answer has given the output its type.
      return prepare().execute() as Promise<RunResult<O>>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Starts a run that can be steered.
   * @param named another name for this run's events, and what is told of its context before its first event
   * @throws SubAgentDepthError or AppError INVALID_INPUT before anything has happened
   */
  start(
    input: string | readonly AgentMessage[],
    options: AgentRunOptions = {},
    named: { name?: string; onStart?: (context: RunContext) => void } = {},
  ): AgentRun {
    const live = this.#prepare(getStart(input), options, named);
    const { runId, context, steering } = live;
    named.onStart?.(context);
    const result = live.execute();
    result.catch(() => {
      // Whoever only steers need not await the result; the run's end is in the events.
    });
    return { runId, context, steering, result };
  }

  /** The services of a first run: completed once for all runs that bring none of their own. */
  servicesFor(given?: Partial<AgentServices>): AgentServices {
    if (given !== undefined) return completeServices({ ...this.#options.services, ...given });
    this.#services ??= completeServices(this.#options.services);
    return this.#services;
  }

  #prepare(
    start: RunStart,
    options: AgentRunOptions,
    { name = this.name, decisions }: { name?: string; decisions?: ApprovalDecisions } = {},
  ): LiveAgentRun {
    const { parent, limits } = options;
    const { inputGuardrails = NONE, outputGuardrails = NONE } = this.#options;
    const services = parent?.services ?? this.servicesFor(options.services);
    return new LiveAgentRun({
      agent: name,
      acting: this.#acting,
      start,
      limits: limits === undefined ? this.#limits : resolveLimits(this.policy, limits),
      onLimit: options.onLimit ?? this.#options.onLimit ?? "StopWithPartial",
      services,
      parent,
      signal: options.signal,
      budget: options.budget ?? parent?.budget,
      workspace: options.workspace ?? parent?.workspace ?? null,
      steering: options.steering,
      metadata: options.metadata,
      reader: createTextReader(options),
      schema: options.output,
      inputGuardrails,
      outputGuardrails,
      approve: options.approve,
      decisions,
    });
  }
}

const NONE: readonly never[] = [];

function toModel(model: AgentHarnessOptions["model"]): AgentModel {
  // Callers without types often pass the name of a model.
  const given: unknown = model;
  if (typeof given === "object" && given !== null) {
    if ("stream" in model) return model;
    if ("doStream" in given) return fromLanguageModel(model);
  }
  throw new AppError(
    "INVALID_INPUT",
    'The model must be an object. Pass createModel({ provider: "openai", model: "…", apiKey }) or a model of the AI SDK, not a name.',
  );
}

function getStart(input: string | readonly AgentMessage[]): RunStart {
  return { messages: toMessages(input), turnResults: [], modelCalls: 0, toolCalls: 0 };
}

function toMessages(input: string | readonly AgentMessage[]): readonly AgentMessage[] {
  if (typeof input !== "string") {
    if (input.length > 0) return input;
    throw new AppError("INVALID_INPUT", "A run needs at least one message.");
  }
  return [personMessage(input)];
}

/**
 * A message of the person, checked.
 * @throws AppError INVALID_INPUT when there is nothing in it, PAYLOAD_TOO_LARGE when there is too much
 */
export function personMessage(input: string): AgentMessage {
  if (input.trim() === "") throw new AppError("INVALID_INPUT", "A run needs a text that is not empty.");
  if (input.length > INPUT_MAX_CHARS) {
    throw new AppError("PAYLOAD_TOO_LARGE", `A text of a run has at most ${INPUT_MAX_CHARS} characters.`);
  }
  return userMessage(input);
}
