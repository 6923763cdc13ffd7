/** What follows a failed attempt, written into the queue. Everything here runs inside a write. */

import type { Clock } from "@tinyagi/base";
import { type FailureFact, getCause, type RunErrorInfo } from "@tinyagi/contracts";
import { messageScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { MessageRow } from "../store/schema.js";
import type { ClaimFence } from "../store/statement/claim-fence.js";
import type { Store } from "../store/store.js";
import { toFailureFact } from "./failure-fact.js";
import { patienceStart } from "./patience-start.js";
import { decideProvider, STAY } from "./provider-fallback.js";
import { decideRetry, type RetryDecision, type RetryPolicy } from "./retry.js";
import { transition } from "./transition.js";

type ClaimRow = MessageRow & { run_id: string; boot_id: string };

export interface FailedAttemptsOptions {
  store: Store;
  journal: Journal;
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

/** Why a message waits before it has started. */
export interface QueueHold {
  until: number;
  reason: string;
  class: string;
  failure: Pick<FailureFact, "cause" | "provider" | "resetsAt" | "pausedUntil" | "said" | "window">;
}

export interface FailedAttempts {
  /** Retried, or dead. */
  settle(claim: ClaimRow, error: RunErrorInfo, around: FailedAround): RetryDecision;
  /** The message waits for its provider, or uses the one of another entry at once. */
  hold(claim: ClaimRow, hold: QueueHold | { providerIndex: number }): void;
  /** Whether a message has waited longer for its provider than it may. */
  isOutOfPatience(claim: MessageRow, resetsAt: number | undefined): boolean;
}

export function toFence(claim: ClaimRow): ClaimFence {
  return { id: claim.id, runId: claim.run_id, bootId: claim.boot_id };
}

export function createFailedAttempts(options: FailedAttemptsOptions): FailedAttempts {
  const { store, journal, clock } = options;

  /** A failure that is not retried with this provider is still retried with the next one. */
  function decide(claim: ClaimRow, error: RunErrorInfo, around: FailedAround): RetryDecision {
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
      waitedMs: waitedMs(claim, computeReset(error)),
      isProviderUp: around.isProviderUp ?? false,
      repeatsEffects: around.repeatsEffects ?? false,
    });
    if (decision.kind === "dead") return decision;
    if (around.hasOtherLogin === true) return { ...decision, delayMs: 0 };
    // Earlier it would find the provider paused, and take it for one that others wait for.
    return { ...decision, delayMs: Math.max(decision.delayMs, (around.tryAt ?? 0) - clock.now()) };
  }

  function computeReset({ retryAfterMs }: RunErrorInfo): number | undefined {
    return retryAfterMs === undefined ? undefined : clock.now() + retryAfterMs;
  }

  function waitedMs(claim: MessageRow, resetsAt: number | undefined): number {
    const now = clock.now();
    return Math.max(0, now - patienceStart(claim, resetsAt, now));
  }

  /** What people see: what the message waits for, and for how long at most. */
  function toFact(claim: ClaimRow, known: KnownFacts): string {
    const { waits, ...facts } = known;
    const now = clock.now();
    const from = patienceStart(claim, known.resetsAt, now);
    const { leftSession = toFailureFact(claim)?.leftSession } = known;
    return JSON.stringify({
      ...facts,
      leftSession,
      waitsUntil: waits ? from + options.policy().patienceMs : undefined,
      patienceFrom: from > (claim.waiting_since ?? now) ? from : undefined,
    } satisfies FailureFact);
  }

  function retry(claim: ClaimRow, decision: RetryDecision & { kind: "retry" }, facts: Facts): void {
    const { delayMs, providerIndex, waits } = decision;
    const fence = toFence(claim);
    transition(
      { id: claim.id, from: "processing", to: "pending" },
      providerIndex === undefined
        ? store.messages.requeue(fence, "failure", {
            ...facts,
            notBefore: facts.now + delayMs,
            counted: waits ? 0 : 1,
          })
        : store.messages.requeue(fence, "fallback", { ...facts, providerIndex }),
    );
    journal.append(
      "message.retrying",
      {
        agent: claim.agent_id,
        attempt: claim.attempts,
        delayMs,
        class: facts.errorClass,
        error: facts.error,
        cause: facts.cause,
      },
      messageScope(claim),
    );
  }

  return {
    settle(claim, error, around) {
      const now = clock.now();
      const cause = getCause(error);
      const decision = decide(claim, error, around);
      const resetsAt = computeReset(error);
      const waits = decision.kind === "retry" && decision.waits === true;
      const { provider, leftSession } = around;
      const failure = toFact(claim, { cause, provider, resetsAt, leftSession, waits });
      const facts = { errorClass: error.class, error: error.message, failure, now, cause };
      if (decision.kind === "retry") retry(claim, decision, facts);
      else
        transition(
          { id: claim.id, from: "processing", to: "dead" },
          store.messages.die(toFence(claim), facts),
        );
      return decision;
    },
    hold(claim, hold) {
      const isWait = "until" in hold;
      transition(
        { id: claim.id, from: "processing", to: "pending" },
        store.messages.requeue(toFence(claim), "provider", {
          notBefore: isWait ? hold.until : null,
          providerIndex: isWait ? claim.provider_index : hold.providerIndex,
          errorClass: isWait ? hold.class : null,
          error: isWait ? hold.reason : null,
          failure: isWait ? toFact(claim, { ...hold.failure, waits: true }) : null,
          now: clock.now(),
        }),
      );
    },
    isOutOfPatience(claim, resetsAt) {
      const { patienceMs } = options.policy();
      // Without patience, failures are counted. A message that only waits has none.
      if (patienceMs === 0) return false;
      return waitedMs(claim, resetsAt) >= patienceMs;
    },
  };
}

/** What is known about a failure, before it is known how long the message waits. */
type KnownFacts = Omit<FailureFact, "waitsUntil" | "patienceFrom"> & { waits: boolean };

interface Facts {
  errorClass: RunErrorInfo["class"];
  error: string;
  failure: string;
  now: number;
  cause: FailureFact["cause"];
}
