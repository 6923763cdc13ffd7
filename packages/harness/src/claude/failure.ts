/** Classifies the failures that claude reports in its result line and its retry notices. Pure. */
import { HarnessError, type RunErrorClass } from "@tinyagi/contracts";
import { classOfFailure } from "../cli/failure.js";
import { compact } from "../cli/json-line.js";

const SESSION_LOST = /no conversation found with session id/i;
/** `usage limit reached|1735689600`: the end of a subscription's limit, in epoch seconds. */
const RESET_IN_TEXT = /\|(\d{10})\b/;
const RETRY_AFTER_MAX_MS = 7 * 86_400_000;

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

function retryAfter({ message, resetsAt, retryDelayMs, now }: ClaudeFailureFacts): number | undefined {
  const inText = RESET_IN_TEXT.exec(message)?.[1];
  const resetSeconds = resetsAt ?? (inText === undefined ? undefined : Number(inText));
  const wait = resetSeconds === undefined ? retryDelayMs : resetSeconds * 1_000 - now;
  return wait === undefined ? undefined : Math.min(RETRY_AFTER_MAX_MS, Math.max(0, Math.ceil(wait)));
}
