/** Approvals whose run or message has ended: nobody needs their decision. */
import type { ApprovalWhy, JournalEvent } from "@tinyagi/contracts";
import type { ApprovalParts } from "./approval-parts.js";
import { getApproval } from "./approval-rules.js";
import { cancel } from "./settle.js";

/** Events that end the need for a decision. An interrupted run is repeated, so its approvals stay open. */
const ENDS: ReadonlyMap<string, ApprovalWhy["code"]> = new Map([
  ["run.completed", "approval.run_ended"],
  ["run.failed", "approval.run_failed"],
  ["run.cancelled", "approval.run_cancelled"],
  ["message.cancelled", "approval.message_cancelled"],
  ["message.died", "approval.message_died"],
]);

/** Inside a write: what a run asked needs no decision after its end; its message may wait for a subject. */
function cancelRequested(parts: ApprovalParts, messageRowId: number, why: ApprovalWhy["code"]): void {
  for (const row of parts.store.approvals.ofMessage(messageRowId))
    if (row.status === "open" && row.subject === null) cancel(parts, row, why);
}

/** Inside a write: a message that has ended waits for no subject. Others may. */
function releaseSubjects(parts: ApprovalParts, messageRowId: number): void {
  const { store } = parts;
  for (const hold of store.holds.of(messageRowId)) {
    const row = getApproval(store, hold);
    if (row?.status !== "open" || row.subject === null) continue;
    store.holds.remove(messageRowId, hold);
    const next = store.holds.anyHeldBy(hold);
    const message = next === undefined ? undefined : store.messages.get(next);
    if (message === undefined) cancel(parts, row, "approval.unheld");
    else if (row.message_row_id === messageRowId)
      store.approvals.rebind(row.id, {
        message_row_id: message.id,
        conversation_id: message.conversation_id,
      });
  }
}

/** Settles what the end of a run or a message leaves open. */
export function settleEnded(parts: ApprovalParts, event: JournalEvent): void {
  const { store, log } = parts;
  const why = ENDS.get(event.type);
  const { messageRowId } = event;
  if (why === undefined || messageRowId === undefined) return;
  const isMessage = event.type === "message.cancelled" || event.type === "message.died";
  const isAsked = store.approvals.ofMessage(messageRowId).some(({ status }) => status === "open");
  const isHeld =
    isMessage && store.holds.of(messageRowId).some((hold) => getApproval(store, hold) !== undefined);
  if (!isAsked && !isHeld) return;
  store
    .write(() => {
      cancelRequested(parts, messageRowId, why);
      if (isMessage) releaseSubjects(parts, messageRowId);
    })
    .catch((error: unknown) =>
      log.error(
        { err: error, messageRowId },
        "open approvals could not be cancelled; the next start does it",
      ),
    );
}
