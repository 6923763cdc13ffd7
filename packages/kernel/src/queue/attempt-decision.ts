/** What follows a failed attempt: another one, with which provider and when, or the end. Pure but for the clock and chance. */
import type { Clock } from "@tinyagi/base";
import type { FailureFact, RunErrorInfo } from "@tinyagi/contracts";
import type { MessageRow } from "../store/schema.js";
import { toFailureFact } from "./failure-fact.js";
import { patienceStart } from "./patience-start.js";
import { decideProvider, STAY } from "./provider-fallback.js";
import { decideRetry, type RetryDecision, type RetryPolicy } from "./retry.js";

export type ClaimRow = MessageRow & { run_id: string; boot_id: string };

export interface AttemptOptions {
  clock: Clock;
  random: () => number;
  policy: () => RetryPolicy;
  /** Most attempts of this message, if it has a limit of its own below that of the policy. */
  maxAttempts?: (message: MessageRow) => number | undefined;
  /** How many providers an agent has, its own included. Default 1. */
  providers?: (agentId: string) => number;
}

/** What is known about the provider of a failed run. */
export interface FailedAround {
  provider?: string | undefined;
  /** Whether others got answers of it meanwhile. */
  isProviderUp?: boolean;
  /** The run had used tools, and no session keeps what it did: a repetition may do it again. */
  repeatsEffects?: boolean;
  /** Another login of the provider may be used at once. */
  hasOtherLogin?: boolean;
  /** The provider is paused until then. */
  tryAt?: number | undefined;
  /** The failure lay in this session, which is gone: the next attempt has a new one. */
  leftSession?: string | undefined;
}

/** What is known about a failure, before it is known how long the message waits. */
type KnownFacts = Omit<FailureFact, "waitsUntil" | "patienceFrom"> & { waits: boolean };

/** A failure that is not retried with this provider is still retried with the next one. */
export function decideAttempt(
  options: AttemptOptions,
  { claim, error, around }: { claim: ClaimRow; error: RunErrorInfo; around: FailedAround },
): RetryDecision {
  const now = options.clock.now();
  if (around.leftSession !== undefined) return { kind: "retry", delayMs: 0 };
  const provider = around.hasOtherLogin
    ? STAY
    : decideProvider({
        error,
        // A failure that cost no attempt is one of this provider all the same.
        failures: Math.max(claim.failures, claim.waiting_since === null ? 0 : 1),
        index: claim.provider_index,
        entries: options.providers?.(claim.agent_id) ?? 1,
      });
  if (provider.kind === "next") return { kind: "retry", delayMs: 0, providerIndex: provider.index };
  const policy = options.policy();
  const own = options.maxAttempts?.(claim) ?? policy.maxAttempts;
  const decision = decideRetry({
    error,
    failures: claim.failures,
    policy: { ...policy, maxAttempts: Math.min(own, policy.maxAttempts) },
    random: options.random(),
    waitedMs: waitedMs(claim, resetOf(error, now), now),
    isProviderUp: around.isProviderUp ?? false,
    repeatsEffects: around.repeatsEffects ?? false,
  });
  if (decision.kind === "dead") return decision;
  if (around.hasOtherLogin === true) return { ...decision, delayMs: 0 };
  // Earlier it would find the provider paused, and take it for one that others wait for.
  return { ...decision, delayMs: Math.max(decision.delayMs, (around.tryAt ?? 0) - now) };
}

/** When a limit of the provider ends, in milliseconds since the epoch. */
export function resetOf({ retryAfterMs }: RunErrorInfo, now: number): number | undefined {
  return retryAfterMs === undefined ? undefined : now + retryAfterMs;
}

export function waitedMs(claim: MessageRow, resetsAt: number | undefined, now: number): number {
  return Math.max(0, now - patienceStart(claim, resetsAt, now));
}

/** What people see: what the message waits for, and for how long at most. */
export function toFact({ clock, policy }: AttemptOptions, claim: ClaimRow, known: KnownFacts): string {
  const { waits, ...facts } = known;
  const now = clock.now();
  const from = patienceStart(claim, known.resetsAt, now);
  const { leftSession = toFailureFact(claim)?.leftSession } = known;
  return JSON.stringify({
    ...facts,
    leftSession,
    waitsUntil: waits ? from + policy().patienceMs : undefined,
    patienceFrom: from > (claim.waiting_since ?? now) ? from : undefined,
  } satisfies FailureFact);
}
