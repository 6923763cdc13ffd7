/**
 * Decisions that only a person may make. An approval is stored before the agent waits for it, survives restarts, expires,
 * is bound to its exact content, and is settled once: the first decision counts. While one is open, its message is held,
 * so that after a restart the agent runs again only when the decision is known. A decision may be held for some seconds, in
 * which it can be taken back: it is stored, and takes effect when its time is over, also after a restart. When the run that asked ends, its open
 * approvals are cancelled. TinyAGI itself asks about messages that do not run: such an approval has a subject, several
 * messages may wait for it, and it ends with the last of them. Who may decide is not checked here: the API and the inbox do that.
 */

import { approvalNotice } from "../outbox/approval-notice.js";
import type { Approvals } from "./approval-contract.js";
import { type ApprovalParts, type ApprovalsOptions, mustGet } from "./approval-parts.js";
import { ask, type Drawn, draw, hold } from "./ask.js";
import { getOutcome } from "./await-outcome.js";
import { decide } from "./decide.js";
import { settleEnded } from "./ended-messages.js";
import { createExpiry } from "./expiry.js";
import { endHeld, takeBack } from "./held.js";
import { cancel, expireDue } from "./settle.js";

export function createApprovals(options: ApprovalsOptions): Approvals {
  const { store, journal } = options;
  const expiry = createExpiry(options);
  const parts: ApprovalParts = { ...options, waiters: new Map(), listeners: new Map(), expiry };
  const drawnFor = createDrawnFor(parts);
  const unsubscribe = journal.subscribe((event) => settleEnded(parts, event));
  expiry.onDue(() => endDue(parts));
  return {
    async request(request) {
      // Drawn once: a write that queues a reply may be repeated, and must then queue the same.
      const drawn = draw(parts);
      const id = await store.write(() => ask(parts, request, drawn));
      return getOutcome(parts, id, request.signal);
    },
    approve: (id, answer) => decide(parts, id, { ...answer, status: "approved" }),
    deny: (id, answer) => decide(parts, id, { ...answer, status: "denied" }),
    answer: (id, answer) => decide(parts, id, { ...answer, status: "answered" }),
    undo: (id, by) => takeBack(parts, id, by),
    get: (id) => mustGet(parts, id),
    notice: (id) => approvalNotice(mustGet(parts, id), journal.redacted),
    hold: (request) => hold(parts, request, () => drawnFor(request.subject)),
    onSubject(kind, listener) {
      parts.listeners.set(kind, [...(parts.listeners.get(kind) ?? []), listener]);
    },
    withdraw(subject, why) {
      const row = store.approvals.about(subject);
      if (row !== undefined) cancel(parts, row, why);
    },
    list: (filter) => store.approvals.list(filter),
    async start() {
      await store.write(() => {
        for (const row of store.approvals.abandoned()) cancel(parts, row, "approval.message_ended");
        expireDue(parts);
      });
      expiry.arm();
    },
    async [Symbol.asyncDispose]() {
      expiry[Symbol.dispose]();
      unsubscribe();
    },
  };
}

/** What a person decided before its time was over counts: held decisions first. */
async function endDue(parts: ApprovalParts): Promise<void> {
  const ends = await Promise.allSettled([endHeld(parts), parts.store.write(() => expireDue(parts))]);
  for (const one of ends) if (one.status === "rejected") throw one.reason;
}

/** Inside a write about a subject: as `draw`. A write that is repeated gets the same as before. */
function createDrawnFor(parts: ApprovalParts): (subject: string) => Drawn {
  const drawnFor = new Map<string, Drawn>();
  return (subject) => {
    const known = drawnFor.get(subject) ?? draw(parts);
    drawnFor.set(subject, known);
    parts.store.afterCommit(() => void drawnFor.delete(subject));
    return known;
  };
}
