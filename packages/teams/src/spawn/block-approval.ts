/**
 * Asks a person about a plan in an answer. Its run has ended, so the approval belongs to the message, which waits. A
 * decision that was made before a restart is found again and counts. Budgets are raised in the write of the decision, so
 * that they are raised once and by what was shown.
 */
import { AppError, type BudgetAmounts, isAppError, type SpawnEstimate } from "@tinyagi/contracts";
import type { ApprovalRow, Approvals, Budgets, SpawnCallRow, Store } from "@tinyagi/kernel";

export interface BlockApprovalParts {
  store: Store;
  approvals: Pick<Approvals, "hold" | "onSubject" | "withdraw">;
  budgets: Pick<Budgets, "raise">;
}

/** By how much an approval raises a budget. */
export interface Raise {
  budget: string;
  added: BudgetAmounts;
}

/** What the person decides. */
export interface AskedPlan {
  title: string;
  detail: string;
  preview: { budgets: readonly Raise[] };
  estimate: SpawnEstimate;
}

export type AskAboutBlock = (
  call: SpawnCallRow,
  plan: AskedPlan,
  signal: AbortSignal,
) => Promise<{ status: ApprovalRow["status"]; text?: string; by?: string }>;

export function createBlockApproval({ store, approvals, budgets }: BlockApprovalParts): AskAboutBlock {
  const waiters = new Map<string, (row: ApprovalRow) => void>();
  approvals.onSubject("spawn", (row) => {
    const { subject } = row;
    if (row.status === "approved") for (const raise of listRaises(row)) apply(raise, row);
    if (subject !== null) store.afterCommit(() => waiters.get(subject)?.(row));
  });

  function apply({ budget, added }: Raise, { answered_by: by }: ApprovalRow): void {
    try {
      budgets.raise(budget, added, by ?? "a person");
    } catch (error) {
      // The settings have changed since: without this limit, the plan needs no raise.
      if (!(isAppError(error, "NOT_FOUND") || isAppError(error, "INVALID_INPUT"))) throw error;
    }
  }

  /** @throws AppError `CANCELLED` by `signal` */
  async function decision(subject: string, signal: AbortSignal): Promise<ApprovalRow> {
    const { promise, resolve, reject } = settleable<ApprovalRow>();
    const abort = () => reject(new AppError("CANCELLED", "The agent that asked has ended."));
    waiters.set(subject, resolve);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    try {
      return await promise;
    } finally {
      waiters.delete(subject);
      signal.removeEventListener("abort", abort);
    }
  }

  return async (call, plan, signal) => {
    const subject = `spawn:${call.id}`;
    const about = store.approvals.ofMessage(call.message_row_id).filter((row) => row.subject === subject);
    const decided = about.find(({ status }) => status !== "open" && status !== "cancelled");
    if (decided !== undefined) return getOutcome(decided);
    const decides = decision(subject, signal);
    const { message_row_id: messageRowId, run_id: runId } = call;
    try {
      await store.write(() => approvals.hold({ kind: "spawn", messageRowId, runId, subject, ...plan }));
      return getOutcome(await decides);
    } catch (error) {
      // Also after a failed write, so that no wait is left behind.
      decides.catch(() => {});
      if (signal.aborted) await store.write(() => approvals.withdraw(subject, "approval.asker_ended"));
      throw error;
    }
  };
}

function listRaises({ preview }: ApprovalRow): readonly Raise[] {
  const shown: Partial<AskedPlan["preview"]> = JSON.parse(preview ?? "{}");
  return shown.budgets ?? [];
}

function getOutcome({ status, answer, answered_by: by }: ApprovalRow) {
  return { status, ...(answer === null ? {} : { text: answer }), ...(by === null ? {} : { by }) };
}

function settleable<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
