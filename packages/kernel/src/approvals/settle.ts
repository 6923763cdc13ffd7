/** The one step that ends an approval, and who takes it: a person, the end of its message, or the clock. */

import { AppError, type ApprovalWhy } from "@tinyagi/contracts";
import { whyPhrase } from "@tinyagi/views";
import { approvalHold } from "../queue/hold-reason.js";
import type { ApprovalRow } from "../store/schema.js";
import type { ApprovalOutcome } from "./approval-contract.js";
import { type ApprovalParts, about, mustGet, toScope } from "./approval-parts.js";
import { asOutcome } from "./approval-rules.js";

interface Settlement {
  status: ApprovalOutcome["status"];
  by?: string;
  text?: string;
  /** Inside the write: the event. */
  record: () => void;
}

/** Inside a write: the one step that ends an approval. */
function settle(parts: ApprovalParts, row: ApprovalRow, end: Settlement): ApprovalRow {
  const { store, waiters } = parts;
  const now = parts.clock.now();
  const { status, by = null, text = null } = end;
  if (store.approvals.settle(row.id, { status, answer: text, by, now }) === 0)
    throw new AppError("APPROVAL_ANSWERED", "This approval was settled before.");
  if (waiters.has(row.id)) store.approvals.take(row.id, now);
  const held = store.holds.heldBy(approvalHold(row.id));
  for (const messageRowId of held) store.holds.remove(messageRowId, approvalHold(row.id));
  const settled = mustGet(parts, row.id);
  end.record();
  if (row.subject !== null && status !== "cancelled")
    for (const listener of parts.listeners.get(row.kind) ?? []) listener(settled, held);
  const lanes = new Set(held.flatMap((messageRowId) => store.messages.get(messageRowId)?.lane ?? []));
  store.afterCommit(() => {
    for (const resolve of waiters.get(row.id) ?? []) resolve(asOutcome(settled));
    for (const lane of lanes) parts.wake(lane);
    parts.expiry.arm();
  });
  return settled;
}

/** What a person decided. */
export interface Decided {
  status: "approved" | "denied" | "answered";
  by: string;
  text?: string;
}

/** Inside a write. */
export function settleDecided(parts: ApprovalParts, row: ApprovalRow, decided: Decided): ApprovalRow {
  const record = () => parts.journal.append("approval.answered", { ...about(row), ...decided }, toScope(row));
  return settle(parts, row, { ...decided, record });
}

/** Inside a write. */
export function cancel(parts: ApprovalParts, row: ApprovalRow, code: ApprovalWhy["code"]): void {
  const why = { code };
  const data = { ...about(row), reason: whyPhrase(why), why };
  const record = () => parts.journal.append("approval.cancelled", data, toScope(row));
  settle(parts, row, { status: "cancelled", record });
}

/** Inside a write. */
export function expireDue(parts: ApprovalParts): void {
  const { store, clock, journal } = parts;
  for (const row of store.approvals.due(clock.now())) {
    const record = () => journal.append("approval.expired", about(row), toScope(row));
    settle(parts, row, { status: "expired", record });
  }
}
