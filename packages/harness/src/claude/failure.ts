/** Classifies the failures that claude reports in its result line and its retry notices. Pure. */
import { HarnessError } from "@tinyagi/contracts";
import { reportedFailure } from "../cli/failure.js";

const SESSION_LOST = /no conversation found with session id/i;

/** What claude reported about its failure. */
export interface ClaudeFailureFacts {
  readonly status: number | undefined;
  readonly subtype: string | undefined;
  readonly message: string;
  /** The field `error` of its retry notice or of its last synthetic message. */
  readonly errorName?: string | undefined;
  readonly retryDelayMs?: number | undefined;
  /** Epoch seconds. */
  readonly resetsAt?: number | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** True for the message that claude prints when the session to resume does not exist. */
export function isClaudeSessionLost(text: string): boolean {
  return SESSION_LOST.test(text);
}

/** Turns claude's report into a typed failure. */
export function classifyClaudeFailure(facts: ClaudeFailureFacts): HarnessError {
  const { status, subtype, errorName, resetsAt, retryDelayMs, now } = facts;
  const message = facts.message === "" ? toWords(subtype) : facts.message;
  if (isClaudeSessionLost(message)) return new HarnessError("not_found", message, { sessionLost: true });
  const names = [subtype, status === undefined ? errorName : undefined];
  const failure = reportedFailure({ status, names, message, now, fields: { resetsAt } });
  if (failure.failureCause !== "limit" || failure.retryAfterMs !== undefined) return failure;
  return new HarnessError(failure.class, message, {
    failureCause: failure.failureCause,
    retryAfterMs: retryDelayMs === undefined ? undefined : Math.max(0, Math.ceil(retryDelayMs)),
  });
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["error_max_turns", "claude stopped at its limit of turns without an answer"],
  ["error_max_budget_usd", "claude stopped at its own limit of cost without an answer"],
]);

function toWords(subtype: string | undefined): string {
  return WORDS.get(subtype ?? "") ?? `claude failed (${subtype ?? "no reason given"})`;
}
