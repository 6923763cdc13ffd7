/**
 * A decision that can be taken back for a while. It is stored at once and is the first one: others are refused while it is
 * held. It takes effect when its time is over, whatever happens to whoever made it, and after a restart too.
 */
import { AppError, DECISION_HOLD_MAX_MS } from "@tinyagi/contracts";
import type { ApprovalRow } from "../store/schema.js";
import { type ApprovalParts, about, mustGet, toScope } from "./approval-parts.js";
import { assertNotSettled } from "./approval-rules.js";
import { type Decided, settleDecided } from "./settle.js";

/** Inside a write: holds a decision that may be made. */
export function hold(
  parts: ApprovalParts,
  row: ApprovalRow,
  { holdMs, status, by, text }: Decided & { holdMs: number },
): ApprovalRow {
  const { store, clock, journal } = parts;
  const until = clock.now() + Math.min(holdMs, DECISION_HOLD_MAX_MS);
  const decision = { held_status: status, held_answer: text ?? null, held_by: by, held_until: until };
  if (store.approvals.hold(row.id, decision) === 0)
    throw new AppError("APPROVAL_ANSWERED", "This approval was decided before.");
  journal.append("approval.held", { ...about(row), status, by, until }, toScope(row));
  store.afterCommit(parts.expiry.arm);
  return mustGet(parts, row.id);
}

/** As `Approvals.undo` says. */
export function takeBack(parts: ApprovalParts, id: string, by: string): Promise<ApprovalRow> {
  const { store, journal } = parts;
  return store.write(() => {
    const row = mustGet(parts, id);
    assertNotSettled(row);
    if (store.approvals.reopen(id) === 0) return row;
    journal.append("approval.reopened", { ...about(row), by }, toScope(row));
    store.afterCommit(parts.expiry.arm);
    return mustGet(parts, id);
  });
}

/** Lets the held decisions take effect whose time is over. One that fails stops no other one; the first error is thrown. */
export async function endHeld(parts: ApprovalParts): Promise<void> {
  const { store, clock } = parts;
  const now = clock.now();
  const due = store.approvals.dueHeld({ now, latest: now + DECISION_HOLD_MAX_MS });
  const ends = await Promise.allSettled(due.map(({ id }) => store.write(() => end(parts, id))));
  for (const one of ends) if (one.status === "rejected") throw one.reason;
}

/** Inside a write. It may have been taken back, or its run may have ended meanwhile. */
function end(parts: ApprovalParts, id: string): void {
  const row = mustGet(parts, id);
  const { held_status: status, held_answer: text, held_by: by } = row;
  if (status === null || by === null) return;
  settleDecided(parts, row, { status, by, ...(text === null ? {} : { text }) });
}
