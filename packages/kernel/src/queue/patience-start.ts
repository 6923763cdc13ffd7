/** Since when the patience of a message counts. Pure. */
import { RESET_MAX_MS } from "@tinyagi/contracts";
import type { MessageRow } from "../store/schema.js";
import { toFailureFact } from "./failure-fact.js";
import { EARLY_PROBE_MS } from "./retry.js";

type Waiting = Pick<MessageRow, "waiting_since" | "failure">;

/**
 * The first failure, or the time at which the provider said it would be back, if it named one that was far away then. A near
 * one moves with each answer: patience that began there would never end.
 *
 * @param resetsAt when the provider says now that it is back
 */
export function patienceStart(row: Waiting, resetsAt: number | undefined, now: number): number {
  const first = row.waiting_since ?? now;
  const fact = toFailureFact(row);
  const far = [fact?.resetsAt ?? 0, resetsAt ?? 0].filter((at) => at - now > EARLY_PROBE_MS);
  const named = Math.max(first, fact?.patienceFrom ?? 0, ...far);
  return Math.min(named, first + RESET_MAX_MS);
}
