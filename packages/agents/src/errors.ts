/**
 * Typed errors of runs. A message says what happened and what to do next; none echoes a prompt, an output or a key.
 * {@link isUnfinished} draws the one line that matters to a parent: it may go on without the child, or it may not.
 */
import {
  AppError,
  type ErrorCode,
  type FailureCause,
  getCause,
  type RunErrorClass,
} from "@tinyagi/contracts";
import type { LimitName } from "./limits.js";

/** A sub-agent would lie deeper than the tightest cap on its path allows. Thrown before anything is started. */
export class SubAgentDepthError extends AppError {
  override readonly name = "SubAgentDepthError";
  readonly depth: number;
  readonly cap: number;

  constructor(depth: number, cap: number) {
    super(
      "SPAWN_REFUSED",
      `A sub-agent at depth ${depth} is beyond the cap of ${cap}. Do the work in the parent or raise limits.depth.`,
    );
    this.depth = depth;
    this.cap = cap;
  }
}

/** A run met a limit under `onLimit: "error"`. `partialText` is what it had said until then. */
export class RunLimitError extends AppError {
  override readonly name: string = "RunLimitError";
  readonly limit: LimitName;
  readonly partialText: string;

  constructor(limit: LimitName, message: string, options: { partialText?: string; code?: ErrorCode } = {}) {
    super(options.code ?? "CONFLICT", message);
    this.limit = limit;
    this.partialText = options.partialText ?? "";
  }
}

/** The wall clock of a run, or of a run above it, is used up. */
export class RunDeadlineError extends RunLimitError {
  override readonly name = "RunDeadlineError";

  constructor(message: string, partialText = "") {
    super("wall_clock", message, { partialText, code: "TIMED_OUT" });
  }
}

/** A paid call was refused because the budget has no room for it. */
export class RunBudgetError extends RunLimitError {
  override readonly name = "RunBudgetError";

  constructor(message: string, partialText = "") {
    super("budget", message, { partialText, code: "BUDGET_EXCEEDED" });
  }
}

/** The run was cancelled by its caller, its parent or a steering command. */
export class RunCancelledError extends AppError {
  override readonly name = "RunCancelledError";
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super("CANCELLED", `The run was cancelled: ${reason}.`, { cause });
    this.reason = reason;
  }
}

const CODE_BY_CLASS: Readonly<Record<RunErrorClass, ErrorCode>> = {
  transient: "UNAVAILABLE",
  rate_limited: "RATE_LIMITED",
  auth: "UNAUTHORIZED",
  not_found: "NOT_FOUND",
  context_too_long: "PAYLOAD_TOO_LARGE",
  invalid: "INVALID_INPUT",
  interrupted: "UNAVAILABLE",
  cancelled: "CANCELLED",
  budget: "BUDGET_EXCEEDED",
};

/** A model call failed for good, with the class that decides about a retry by whoever runs the run. */
export class ModelCallError extends AppError {
  override readonly name = "ModelCallError";
  readonly class: RunErrorClass;
  readonly failureCause: FailureCause;
  /** How long the provider asked to wait, milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Whether only this model is missing, as when it is overloaded. */
  readonly modelOnly: boolean;

  constructor(
    errorClass: RunErrorClass,
    message: string,
    options: {
      failureCause?: FailureCause | undefined;
      retryAfterMs?: number | undefined;
      modelOnly?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(CODE_BY_CLASS[errorClass], message, { cause: options.cause });
    this.class = errorClass;
    this.failureCause = getCause({ class: errorClass, cause: options.failureCause });
    this.retryAfterMs = options.retryAfterMs;
    this.modelOnly = options.modelOnly ?? false;
  }
}

/** The input of a sub-agent is neither a string nor an object with the one field the message names. */
export class SubAgentInputError extends AppError {
  override readonly name = "SubAgentInputError";

  constructor(field: string) {
    super(
      "INVALID_INPUT",
      `The input must be an object with one non-empty string field "${field}", or that string alone.`,
      { details: [{ path: field, message: "must be a non-empty string" }] },
    );
  }
}

/** The answer did not fit the required format, even after one correction. */
export class AnswerFormatError extends AppError {
  override readonly name = "AnswerFormatError";
  /** The answer. It is not part of the message, so that it reaches no log. */
  readonly text: string;

  constructor(problem: string, text: string) {
    super("INVALID_INPUT", `The answer does not fit the required format: ${problem}.`);
    this.text = text;
  }
}

/** A guardrail stopped the run: before the first model call, or instead of its answer. */
export class GuardrailError extends AppError {
  override readonly name = "GuardrailError";
  readonly guardrail: string;
  readonly stage: "input" | "output";
  /** In the guardrail's words. */
  readonly reason: string;

  constructor(guardrail: string, stage: "input" | "output", reason: string) {
    super("FORBIDDEN", `The guardrail ${guardrail} refused the ${stage}: ${reason}`);
    this.guardrail = guardrail;
    this.stage = stage;
    this.reason = reason;
  }
}

/** The session is in the middle of a turn. */
export class SessionBusyError extends AppError {
  override readonly name = "SessionBusyError";

  constructor() {
    super("CONFLICT", "The session is busy. Await its current turn, or post the message to a lane.");
  }
}

/**
 * Whether `error` only says that a run stopped without an answer: a limit, the depth, a deadline, the budget, a guardrail
 * or the format.
 */
export function isUnfinished(
  error: unknown,
): error is RunLimitError | SubAgentDepthError | GuardrailError | AnswerFormatError {
  return UNFINISHED.some((kind) => error instanceof kind);
}
const UNFINISHED = [RunLimitError, SubAgentDepthError, GuardrailError, AnswerFormatError] as const;

/**
 * What an event may say about an error: the message of our own errors, which never repeat what people, models or
 * tools wrote; of any other only its kind.
 */
export function toEventError(error: unknown): string {
  if (error instanceof AppError) return toSentence(error);
  return error instanceof Error ? error.name : "Error";
}

/** A readable, bounded sentence for tool results and payloads. */
export function toSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.length > MAX_SENTENCE_CHARS ? `${text.slice(0, MAX_SENTENCE_CHARS)}…` : text;
}
const MAX_SENTENCE_CHARS = 500;
