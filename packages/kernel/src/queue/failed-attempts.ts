/** What follows a failed attempt, written into the queue. Everything here runs inside a write. */

import { type FailureFact, getCause, type RunErrorInfo } from "@tinyagi/contracts";
import { messageScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { MessageRow } from "../store/schema.js";
import type { ClaimFence } from "../store/statement/claim-fence.js";
import type { Store } from "../store/store.js";
import {
  type AttemptOptions,
  type ClaimRow,
  decideAttempt,
  type FailedAround,
  resetOf,
  toFact,
  waitedMs,
} from "./attempt-decision.js";
import type { RetryDecision } from "./retry.js";
import { transition } from "./transition.js";

export interface FailedAttemptsOptions extends AttemptOptions {
  store: Store;
  journal: Journal;
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
  const { store, clock } = options;
  return {
    settle(claim, error, around) {
      const now = clock.now();
      const cause = getCause(error);
      const decision = decideAttempt(options, { claim, error, around });
      const resetsAt = resetOf(error, now);
      const waits = decision.kind === "retry" && decision.waits === true;
      const { provider, leftSession } = around;
      const failure = toFact(options, claim, { cause, provider, resetsAt, leftSession, waits });
      const facts = { errorClass: error.class, error: error.message, failure, now, cause };
      if (decision.kind === "retry") retry(options, claim, { decision, facts });
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
          failure: isWait ? toFact(options, claim, { ...hold.failure, waits: true }) : null,
          now: clock.now(),
        }),
      );
    },
    isOutOfPatience(claim, resetsAt) {
      const { patienceMs } = options.policy();
      // Without patience, failures are counted. A message that only waits has none.
      if (patienceMs === 0) return false;
      return waitedMs(claim, resetsAt, clock.now()) >= patienceMs;
    },
  };
}

interface Facts {
  errorClass: RunErrorInfo["class"];
  error: string;
  failure: string;
  now: number;
  cause: FailureFact["cause"];
}

function retry(
  { store, journal }: FailedAttemptsOptions,
  claim: ClaimRow,
  { decision, facts }: { decision: RetryDecision & { kind: "retry" }; facts: Facts },
): void {
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
