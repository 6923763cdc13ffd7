/** Decides what follows a failed attempt. Pure: facts in, decision out. */
import type { RunErrorInfo } from "@tinyagi/contracts";
import { patienceFor, pauseAfter, type Waits } from "./patience.js";

export interface RetryPolicy {
  maxAttempts: number;
  /** First delay in milliseconds; doubles up to `maxMs`. */
  baseMs: number;
  maxMs: number;
  /** Longest wait for a provider, a program or a person in milliseconds. 0: such failures are attempts like others. */
  patienceMs: number;
}

/**
 * `providerIndex` selects another provider for the next attempt; its failures are counted from zero. `waits`: the message
 * waits for something outside of it, and the attempt is not counted.
 */
export type RetryDecision =
  | { kind: "retry"; delayMs: number; providerIndex?: number; waits?: true }
  | { kind: "dead" };

export interface RetryFacts {
  error: RunErrorInfo;
  /** Counted failures before this one. */
  failures: number;
  policy: RetryPolicy;
  /** Uniform in [0, 1). */
  random: number;
  /** How long the message has waited already: since its first failure, or since the provider should have been back. */
  waitedMs?: number;
  /** Whether others got answers of the provider meanwhile: then this is no outage, and the cause may be the message. */
  isProviderUp?: boolean;
  /** Whether a repetition may repeat effects that it does not know of: then also a wait is an attempt. */
  repeatsEffects?: boolean;
}

/** Random share of a delay, so that many failed messages are not retried at the same moment. */
const JITTER = 0.2;
/** A message that fails alone is not worth a quick repetition; it may be its own cause. */
const ALONE_MS = 60_000;
/** A provider may be back earlier than it said. */
export const EARLY_PROBE_MS = 3_600_000;

export function decideRetry(facts: RetryFacts): RetryDecision {
  const patience = patienceFor(facts.error);
  if (patience.kind === "ends") return { kind: "dead" };
  if (patience.kind === "attempts") return countedRetry(facts, patience.most);
  return facts.policy.patienceMs > 0 ? waitingRetry(facts, patience) : countedRetry(facts);
}

function countedRetry({ error, failures, policy, random }: RetryFacts, most?: number): RetryDecision {
  if (failures + 1 >= Math.min(policy.maxAttempts, most ?? policy.maxAttempts)) return { kind: "dead" };
  const backOff = spread(Math.min(policy.baseMs * 2 ** failures, policy.maxMs), random);
  // A provider that says when to retry knows better than the back-off.
  return { kind: "retry", delayMs: Math.max(backOff, error.retryAfterMs ?? 0) };
}

function waitingRetry(facts: RetryFacts, patience: Waits): RetryDecision {
  const { error, failures, policy, random, waitedMs = 0, repeatsEffects = false } = facts;
  const asked = error.retryAfterMs ?? 0;
  const isAlone = facts.isProviderUp === true && asked === 0 && patience.isBesideProvider !== true;
  if ((isAlone || repeatsEffects) && failures + 1 >= policy.maxAttempts) return { kind: "dead" };
  if (isAlone) return { kind: "retry", delayMs: spread(ALONE_MS * 2 ** failures, random) };
  if (waitedMs >= policy.patienceMs) return { kind: "dead" };
  const left = policy.patienceMs - waitedMs;
  const pause = Math.min(spread(pauseAfter(patience, waitedMs), random), left);
  const delayMs = Math.max(pause, Math.min(asked, EARLY_PROBE_MS));
  return repeatsEffects ? { kind: "retry", delayMs } : { kind: "retry", waits: true, delayMs };
}

function spread(delayMs: number, random: number): number {
  return Math.round(delayMs * (1 + JITTER * (2 * random - 1)));
}
