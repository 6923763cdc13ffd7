/**
 * What a time in `not_before` means. A message that waits for more of its sender keeps that time after it is over, and one that
 * waits for a retry has one too: whoever asks reads it here.
 */
import type { SenderRole } from "@tinyagi/contracts";
import type { MessageRow } from "../store/schema.js";
import { toFailureFact } from "./failure-fact.js";

type WaitingRow = Pick<
  MessageRow,
  "status" | "not_before" | "waiting_since" | "attempts" | "failure" | "last_error"
>;

/** Whether it has waited for nothing but more of its sender: it was never tried, held or refused. */
export function isFirstWait(row: WaitingRow): boolean {
  const { status, not_before, waiting_since, attempts, failure, last_error } = row;
  const isNew = attempts === 0 && waiting_since === null && failure === null && last_error === null;
  return status === "pending" && not_before !== null && isNew;
}

/** Whether it waits for another attempt, or for its provider. */
export function isRetryWait(
  row: Pick<MessageRow, "status" | "not_before" | "waiting_since" | "failure">,
): boolean {
  const isTried = row.waiting_since !== null || row.failure !== null;
  return row.status === "pending" && row.not_before !== null && isTried;
}

/**
 * Whether a person with this role can have a waiting message tried at once. Messages of others may wait for the same provider,
 * so only an owner ends its pause.
 */
export function mayTryNow(row: Parameters<typeof isRetryWait>[0], role: SenderRole | undefined): boolean {
  if (!isRetryWait(row)) return false;
  const fact = toFailureFact(row);
  return fact?.waitsUntil === undefined || (fact.provider !== undefined && role === "owner");
}
