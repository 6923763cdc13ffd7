/** Decides what follows a failed attempt. Pure: facts in, decision out. */
import type { RunErrorInfo } from "@tinyagi/contracts";

export interface RetryPolicy {
  maxAttempts: number;
  /** First delay in milliseconds; doubles up to `maxMs`. */
  baseMs: number;
  maxMs: number;
}

/** `providerIndex` selects another provider for the next attempt; its failures are counted from zero. */
export type RetryDecision = { kind: "retry"; delayMs: number; providerIndex?: number } | { kind: "dead" };

/** Random share of a delay, so that many failed messages are not retried at the same moment. */
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
  // A provider that says when to retry knows better than the back-off.
  return { kind: "retry", delayMs: Math.round(Math.max(backOff, error.retryAfterMs ?? 0)) };
}
