/** Why a message failed, was stopped or is tried again, and what helps, as facts: clients make the sentence and the button. */
import { budgetAct, type FailureAction, type FailureView } from "@tinyagi/contracts";
import { toSubAgent } from "@tinyagi/features";
import { CONTINUES_WITHIN_MS, isInGraph, type MessageRow, type Store, toFailureFact } from "@tinyagi/kernel";

type Redact = (text: string) => string;
interface Place {
  readonly store: Pick<Store, "graphs" | "runs" | "budgets">;
  readonly now?: number;
}
type FailedRow = Pick<MessageRow, "id" | "kind" | "status" | "error_class" | "last_error" | "failure">;

/**
 * @param at.now absent in lists of rows that no budget has stopped
 * @returns null for a message that nothing stands in the way of
 */
export function failureView(at: Place, row: FailedRow, redact: Redact): FailureView | null {
  if (row.error_class === null && row.last_error === null) return null;
  const { cause = null, cancelled } = toFailureFact(row) ?? {};
  return {
    class: row.error_class ?? "transient",
    cause,
    message: redact(row.last_error ?? ""),
    ...(cancelled === undefined ? {} : { cancelled }),
    action: actionOf(at, row),
  };
}

function actionOf({ store, now }: Place, row: FailedRow): FailureAction | null {
  if (row.status === "cancelled" && now !== undefined) return raiseOf(store, row, now);
  if (row.status !== "dead") return null;
  const subAgent = toSubAgent(store, row);
  if (subAgent === null) return { command: "retry", args: [String(row.id)] };
  const { run, node, isOpen } = subAgent;
  // Until its graph has ended it could not be retried.
  if (isOpen || run === null || node === null) return null;
  return { command: "retry_sub_agent", args: [run, node] };
}

/** Only while a raise continues it. A sub-agent continues with its graph. */
function raiseOf({ budgets }: Place["store"], row: FailedRow, now: number): FailureAction | null {
  const { budget } = toFailureFact(row) ?? {};
  const stoppedAt = isInGraph(row) ? undefined : budgets.stoppedAt(row.id);
  const isOpen = stoppedAt !== undefined && stoppedAt >= now - CONTINUES_WITHIN_MS;
  return isOpen && budget !== undefined ? budgetAct(budget) : null;
}
