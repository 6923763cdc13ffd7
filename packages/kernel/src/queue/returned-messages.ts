/** Messages that are pending again although nothing failed: released, suspended, held. Inside a write of the store. */
import { messageScope } from "../journal/event-scope.js";
import { type FailedAttempts, toFence } from "./failed-attempts.js";
import type { Claim, Queue } from "./queue-contract.js";
import type { QueueParts } from "./queue-parts.js";
import { stopFacts } from "./stopped-messages.js";
import { transition } from "./transition.js";

type Returns = Pick<
  Queue,
  "release" | "suspendForPlan" | "suspendForApproval" | "hold" | "resume" | "endWait"
>;

export function createReturns(parts: QueueParts, attempts: Pick<FailedAttempts, "hold">): Returns {
  const { store, journal, clock, batches, mustGet } = parts;
  const back = (claim: Claim, changed: number) =>
    transition({ id: claim.id, from: "processing", to: "pending" }, changed);
  return {
    endWait: (provider) => store.messages.endWait(provider, clock.now()),
    release(claim) {
      back(claim, store.messages.requeue(toFence(claim), "release", { now: clock.now() }));
      batches.leave(claim);
    },
    suspendForPlan(claim) {
      back(claim, store.messages.requeue(toFence(claim), "plan", { now: clock.now() }));
      // The agent has read the other posts of the run; they do not run again.
      batches.complete(claim);
    },
    suspendForApproval(claim, stop) {
      back(claim, store.messages.requeue(toFence(claim), "budget", stopFacts(stop, clock.now())));
      batches.leave(claim);
    },
    hold(claim, hold) {
      attempts.hold(claim, hold);
      batches.leave(claim);
    },
    resume(id, { conversationId, budget }) {
      transition(
        { id, from: "cancelled", to: "pending" },
        store.messages.requeue({ id }, "budget_raised", { conversationId, now: clock.now() }),
      );
      const row = mustGet(id);
      journal.append("message.resumed", { agent: row.agent_id, budget }, messageScope(row));
      return row;
    },
  };
}
