/** Which budgets a person is asked to raise, and by how much. */
import { type BudgetAmounts, budgetExtensionSchema } from "@tinyagi/contracts";
import type { ApprovalRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { keyOfTopic, type ScopeKey } from "./scope.js";

export interface Ask extends ScopeKey {
  added: BudgetAmounts;
}

export function openAsks(store: Store): Ask[] {
  return store.approvals.openSubjects().flatMap((row) => toAsk(row) ?? []);
}

/** Undefined for an approval that is about something else. */
export function toAsk({ subject, preview }: ApprovalRow): Ask | undefined {
  const key = subject === null ? undefined : keyOfTopic(subject);
  if (key === undefined || preview === null) return undefined;
  // The texts of a preview are redacted, so the budget is named by the subject.
  return { ...key, added: budgetExtensionSchema.parse(JSON.parse(preview)).added };
}
