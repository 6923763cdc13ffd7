/** Decides what a failed attempt leads to. Pure: facts in, decision out. */
import type { RunErrorInfo } from "@tinyagi/contracts";

export interface RetryPolicy {
  maxAttempts: number;
  /** First delay in milliseconds; doubles up to `maxMs`. */
  baseMs: number;
  maxMs: number;
}

/** `providerIndex` says that the next attempt is another provider's, whose failures are counted anew. */
export type RetryDecision = { kind: "retry"; delayMs: number; providerIndex?: number } | { kind: "dead" };

/** Share by which a delay is spread, so that many failures do not come back at once. */
const JITTER = 0.2;
const RETRIED: ReadonlySet<string> = new Set(["transient", "rate_limited", "interrupted"]);

/**
 * @param failures failed attempts before this one
 * @param random uniform in [0, 1)
 */
export function decideRetry(facts: {
  error: RunErrorInfo;
  failures: number;
  policy: RetryPolicy;
  random: number;
}): RetryDecision {
  const { error, failures, policy, random } = facts;
  if (!RETRIED.has(error.class)) return { kind: "dead" };
  if (failures + 1 >= policy.maxAttempts) return { kind: "dead" };
  const backOff = Math.min(policy.baseMs * 2 ** failures, policy.maxMs) * (1 + JITTER * (2 * random - 1));
  // A provider that says when to come back knows better than the back-off.
  return { kind: "retry", delayMs: Math.round(Math.max(backOff, error.retryAfterMs ?? 0)) };
}
