/** Why a message failed, was stopped or is tried again, and what helps, as facts: clients make the sentence and the button. */
import { budgetAct, type FailureAction, type FailureView } from "@tinyagi/contracts";
import { toSubAgent } from "@tinyagi/features";
import { type MessageRow, type Store, toFailureFact } from "@tinyagi/kernel";

type Redact = (text: string) => string;
/** What of the store is read, of the dead letters of sub-agents alone. */
type Graphs = Pick<Store, "graphs" | "runs">;
type FailedRow = Pick<MessageRow, "id" | "kind" | "status" | "error_class" | "last_error" | "failure">;

/** @returns null for a message that nothing stands in the way of */
export function failureView(store: Graphs, row: FailedRow, redact: Redact): FailureView | null {
  if (row.error_class === null && row.last_error === null) return null;
  return {
    class: row.error_class ?? "transient",
    cause: toFailureFact(row)?.cause ?? null,
    message: redact(row.last_error ?? ""),
    action: actionOf(store, row),
  };
}

function actionOf(store: Graphs, row: FailedRow): FailureAction | null {
  const { budget } = toFailureFact(row) ?? {};
  if (budget !== undefined) return budgetAct(budget);
  if (row.status !== "dead") return null;
  const subAgent = toSubAgent(store, row);
  if (subAgent === null) return { command: "retry", args: [String(row.id)] };
  const { run, node, isOpen } = subAgent;
  // Until its graph has ended it could not be retried.
  if (isOpen || run === null || node === null) return null;
  return { command: "retry_sub_agent", args: [run, node] };
}
