/** Which budgets a person is asked to raise. */
import { type BudgetExtension, budgetExtensionSchema } from "@tinyagi/contracts";
import type { ApprovalRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { ScopeKey } from "./scope.js";

export function openAsks(store: Store): BudgetExtension[] {
  return store.approvals.openSubjects().flatMap((row) => extensionOf(row) ?? []);
}

/** Undefined for an approval that is about something else. */
export function extensionOf({ kind, preview }: ApprovalRow): BudgetExtension | undefined {
  return kind === "budget" && preview !== null ? budgetExtensionSchema.parse(JSON.parse(preview)) : undefined;
}

export function keyOfExtension({ budget, day }: BudgetExtension): ScopeKey {
  return { scope: budget, period: day ?? "" };
}
