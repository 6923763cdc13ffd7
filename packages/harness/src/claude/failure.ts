/** Classifies the failures that claude reports in its result line and its retry notices. Pure. */
import { HarnessError, type RunErrorClass } from "@tinyagi/contracts";
import { classOfFailure } from "../cli/failure.js";
import { compact } from "../cli/json-line.js";
import { RESET_MAX_MS, resetIn } from "../cli/reset-time.js";

const SESSION_LOST = /no conversation found with session id/i;

const BY_NAME: ReadonlyMap<string, RunErrorClass> = new Map([
  ["authentication_failed", "auth"],
  ["billing_error", "auth"],
  ["rate_limit", "rate_limited"],
  ["model_not_found", "not_found"],
  ["overloaded", "transient"],
]);

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
  const message =
    facts.message === "" ? `claude failed (${facts.subtype ?? "no reason given"})` : facts.message;
  if (isClaudeSessionLost(message)) return new HarnessError("not_found", message, { sessionLost: true });
  const byName = facts.errorName === undefined ? undefined : BY_NAME.get(facts.errorName);
  const errorClass =
    facts.status === undefined && byName !== undefined
      ? byName
      : classOfFailure({ status: facts.status, message });
  const retryAfterMs = errorClass === "rate_limited" ? retryAfter(facts) : undefined;
  return new HarnessError(errorClass, message, compact<{ retryAfterMs?: number }>({ retryAfterMs }));
}

/** The CLI's own field is exact; its text says when a subscription's limit ends. */
function retryAfter({ message, resetsAt, retryDelayMs, now }: ClaudeFailureFacts): number | undefined {
  if (resetsAt === undefined) return resetIn(message, now) ?? retryDelayMs;
  return Math.min(RESET_MAX_MS, Math.max(0, Math.ceil(resetsAt * 1_000 - now)));
}
