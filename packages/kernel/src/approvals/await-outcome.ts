/** The wait of a run for the decision that it asked for. */
import { AppError } from "@tinyagi/contracts";
import type { ApprovalOutcome } from "./approval-contract.js";
import { type ApprovalParts, mustGet } from "./approval-parts.js";
import { asOutcome } from "./approval-rules.js";

/** Resolves with the outcome. One that a waiting run gets counts as taken. @throws AppError `CANCELLED` by `signal` */
export async function getOutcome(
  parts: ApprovalParts,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ApprovalOutcome> {
  if (signal?.aborted === true) throw gaveUp();
  const row = mustGet(parts, id);
  if (row.status === "open") return settlementOf(parts, id, signal);
  const { store, clock } = parts;
  await store.write(() => store.approvals.take(id, clock.now()));
  return asOutcome(row);
}

function settlementOf(
  { waiters }: ApprovalParts,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ApprovalOutcome> {
  return new Promise((resolve, reject) => {
    const group = waiters.get(id) ?? new Set();
    waiters.set(id, group);
    function leave(): void {
      group.delete(settle);
      if (group.size === 0) waiters.delete(id);
      signal?.removeEventListener("abort", abort);
    }
    const settle = (outcome: ApprovalOutcome) => {
      leave();
      resolve(outcome);
    };
    const abort = () => {
      leave();
      reject(gaveUp());
    };
    group.add(settle);
    signal?.addEventListener("abort", abort);
  });
}

function gaveUp(): AppError {
  return new AppError("CANCELLED", "The run no longer waits for the decision.");
}
