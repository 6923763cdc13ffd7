/**
 * Typed errors of the engine. Every refusal names all its problems at once; none echoes a prompt or an output.
 */
import { AppError, type ErrorCode, type NodeWhy, nodeReason } from "@tinyagi/contracts";

/** One thing wrong with a plan: where, a stable code, a sentence, and the nearest known name if there is one. */
export interface PlanProblem {
  path: string;
  code: string;
  message: string;
  nearest?: string;
}

/** Problems named in an error's message; the rest is counted (all of them are in `problems`). */
const MESSAGE_PROBLEMS = 10;

function summary(problems: readonly PlanProblem[]): string {
  const shown = problems.slice(0, MESSAGE_PROBLEMS).map((p) => `${p.path || "plan"}: ${p.message}`);
  const rest = problems.length - shown.length;
  return shown.join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}

/** The plan is refused whole. `problems` holds every problem found, in the order of the plan. */
export class PlanError extends AppError {
  override readonly name = "PlanError";
  readonly problems: readonly PlanProblem[];

  constructor(problems: readonly PlanProblem[]) {
    super("INVALID_INPUT", `The plan is refused. ${summary(problems)}`, { details: problems });
    this.problems = problems;
  }
}

/** The rules of a tree that a spawn can break. */
export const SPAWN_REFUSALS = [
  "depth",
  "total",
  "fan_out",
  "duplicate_delegation",
  "tools",
  "budget",
] as const;
/** Which rule of the tree a spawn broke; `tools` also covers a parent that may not spawn at all. */
export type SpawnRefusal = (typeof SPAWN_REFUSALS)[number];

/** The spawn broke a limit of the tree. Nothing was inserted and nothing stays reserved. */
export class SpawnRefusedError extends AppError {
  override readonly name = "SpawnRefusedError";
  readonly reason: SpawnRefusal;
  readonly problems: readonly PlanProblem[];

  constructor(reason: SpawnRefusal, problems: readonly PlanProblem[]) {
    super("SPAWN_REFUSED", `The spawn is refused (${reason}). ${summary(problems)}`, { details: problems });
    this.reason = reason;
    this.problems = problems;
  }
}

/** A paid call was refused, or stopped, because the budget of the tree has no room for it. */
export class BudgetError extends AppError {
  override readonly name = "BudgetError";

  constructor(message: string) {
    super("BUDGET_EXCEEDED", message);
  }
}

/** A node was at work every time its process ended, and is taken for the cause. */
export class InterruptedError extends AppError {
  override readonly name = "InterruptedError";
  readonly nodeId: string;

  constructor(nodeId: string, times: number) {
    const what = `The process ended ${times} times while ${nodeId} was at work`;
    super("INTERNAL", `${what}. Find out why, then resume with retryFailed.`);
    this.nodeId = nodeId;
  }
}

/** A node or the whole graph ran out of its time. */
export class DeadlineError extends AppError {
  override readonly name = "DeadlineError";

  constructor(subject: string, ms: number) {
    super("TIMED_OUT", `${subject} did not end within ${ms} ms. Raise its timeout or give it less to do.`);
  }
}

/** The work was cancelled from above; `reason` says by what, and `why` is the same as a fact. */
export class CancelledError extends AppError {
  override readonly name = "CancelledError";
  readonly reason: string;
  readonly why: NodeWhy;

  /** @param by a fact, or the caller's own words */
  constructor(by: NodeWhy | string, cause?: unknown) {
    const why: NodeWhy = typeof by === "string" ? { code: "node.cancelled", said: by } : by;
    const reason = nodeReason(why);
    super("CANCELLED", `Cancelled: ${reason}.`, { cause });
    this.reason = reason;
    this.why = why;
  }
}

/** A spawned child failed under `fail-fast`; `cause` is the child's own error. */
export class NodeFailedError extends AppError {
  override readonly name = "NodeFailedError";
  readonly nodeId: string;

  constructor(nodeId: string, cause: unknown) {
    super("INTERNAL", `The sub-agent ${nodeId} did not complete.`, { cause });
    this.nodeId = nodeId;
  }
}

/** A spawn with a quorum can no longer have enough successes; `cause` is the error of the first child that failed. */
export class QuorumError extends AppError {
  override readonly name = "QuorumError";
  readonly needed: number;
  readonly completed: number;
  /** Sub-agents of the spawn. */
  readonly of: number;

  constructor(counts: { needed: number; completed: number; of: number }, cause: unknown) {
    const { needed, completed, of } = counts;
    const text = `${completed} of ${of} sub-agents completed, ${needed} were needed.`;
    super("INTERNAL", `${text} Ask for fewer, or retry those that failed.`, { cause });
    this.needed = needed;
    this.completed = completed;
    this.of = of;
  }
}

/** What a node returned cannot be written to the journal. Without a journal any output is accepted. */
export class OutputError extends AppError {
  override readonly name = "OutputError";
  readonly nodeId: string;

  constructor(nodeId: string, problem: string) {
    const hint = "Return objects, lists, texts, finite numbers, booleans or null";
    super(
      "INVALID_INPUT",
      `The output of ${nodeId} cannot be written to the journal: ${problem}. ${hint}; turn the map that ctx.spawn returns into an object with Object.fromEntries.`,
    );
    this.nodeId = nodeId;
  }
}

/** The journal cannot be used: held by another run, of a newer format, damaged, or already filled. */
export class JournalError extends AppError {
  override readonly name = "JournalError";

  constructor(
    code: Extract<ErrorCode, "CONFLICT" | "STORE_TOO_NEW" | "STORE_DAMAGED" | "NOT_FOUND" | "UNAVAILABLE">,
    message: string,
    cause?: unknown,
  ) {
    super(code, message, { cause });
  }
}
