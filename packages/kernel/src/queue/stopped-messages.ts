/** Messages that end without an answer because a person or a budget ended them. Inside a write of the store. */
import type { BudgetFact, CancelFact, FailureFact } from "@tinyagi/contracts";
import { budgetText, cancelText } from "@tinyagi/views";
import { messageScope } from "../journal/event-scope.js";
import type { MessageRow } from "../store/schema.js";
import { toFence } from "./failed-attempts.js";
import {
  answerColumns,
  type BudgetStop,
  type CancelCause,
  type Claim,
  type Queue,
} from "./queue-contract.js";
import type { QueueParts } from "./queue-parts.js";
import { transition } from "./transition.js";

/** What a row keeps of a budget: the facts, and a sentence for clients that know no facts. */
function budgetColumns(why: BudgetFact) {
  return {
    error: budgetText(why),
    failure: JSON.stringify({ cause: "budget", budget: why } satisfies FailureFact),
  };
}

export function stopFacts({ why, partial }: BudgetStop, now: number) {
  return {
    ...budgetColumns(why),
    refused: partial === undefined ? 1 : 0,
    now,
    ...answerColumns(partial ?? { text: null, files: [] }),
  } as const;
}

export function createStops(parts: QueueParts): Pick<Queue, "refuse" | "stop" | "cancel" | "cancelRun"> {
  const { store, batches } = parts;
  return {
    refuse: (id, why) => refuse(parts, id, why),
    stop: (claim, budget) => stop(parts, claim, budget),
    cancel: (id, why, cause) => cancel(parts, id, { why, cause }),
    cancelRun(id, why) {
      const row = store.messages.get(id);
      // Read before the cancel, which releases them.
      const members = row?.status === "processing" ? batches.members(row) : [];
      return [id, ...members.map((member) => member.id)].flatMap((one) => cancel(parts, one, { why }) ?? []);
    },
  };
}

/** As `Queue.refuse`. */
function refuse(parts: QueueParts, id: number, why: BudgetFact): MessageRow | undefined {
  const { store, journal, clock, mustGet, notifyEnded } = parts;
  const columns = budgetColumns(why);
  if (store.messages.refuse(id, { ...columns, now: clock.now() }) === 0) return undefined;
  const row = mustGet(id);
  const reason = columns.error;
  journal.append("message.cancelled", { agent: row.agent_id, reason, budget: why }, messageScope(row));
  notifyEnded(id);
  return row;
}

/** As `Queue.stop`. */
function stop(parts: QueueParts, claim: Claim, budget: BudgetStop): void {
  const { store, journal, clock, mustGet, notifyEnded } = parts;
  const facts = stopFacts(budget, clock.now());
  const reason = facts.error;
  transition(
    { id: claim.id, from: "processing", to: "cancelled" },
    store.messages.stop(toFence(claim), facts),
  );
  for (const id of claim.batch) store.messages.stopMember(id, facts);
  for (const id of [claim.id, ...claim.batch]) {
    const data = { agent: claim.agent_id, reason, budget: budget.why };
    journal.append("message.cancelled", data, messageScope(mustGet(id)));
    notifyEnded(id);
  }
}

/** As `Queue.cancel`. */
function cancel(
  parts: QueueParts,
  id: number,
  { why, cause = "cancelled" }: { why: CancelFact; cause?: CancelCause | undefined },
): MessageRow | undefined {
  const { store, journal, clock, batches, notifyEnded } = parts;
  const row = store.messages.get(id);
  const now = clock.now();
  const reason = cancelText(why);
  const failure = JSON.stringify({ cause, cancelled: why } satisfies FailureFact);
  const changed =
    cause === "budget"
      ? store.messages.stopMember(id, { error: reason, failure, refused: 0, now })
      : store.messages.cancel(id, { error: reason, failure, now });
  if (row === undefined || changed === 0) return undefined;
  journal.append("message.cancelled", { agent: row.agent_id, reason, why }, messageScope(row));
  // Other posts of the run become pending again.
  if (row.status === "processing") batches.releaseAll(row);
  notifyEnded(id);
  return row;
}
