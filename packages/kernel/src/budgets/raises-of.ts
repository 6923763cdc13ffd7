/** Which budgets the approval of a request raises. Only reads. */
import { type BudgetAmounts, budgetExtensionSchema } from "@tinyagi/contracts";
import type { ApprovalRow } from "../store/schema.js";
import { toAsk } from "./open-asks.js";

export interface Raise {
  /** `day`, `agent:<id>`, `team:<id>` or `conversation:<id>`. */
  budget: string;
  added: BudgetAmounts;
}

const raiseSchema = budgetExtensionSchema.pick({ budget: true, added: true });

/** Of a request for more budget, and of a plan that does not fit its budgets. Empty for everything else. */
export function listRaises(row: ApprovalRow): Raise[] {
  const ask = toAsk(row);
  if (ask !== undefined) return [{ budget: ask.scope, added: ask.added }];
  if (row.kind !== "spawn" || row.preview === null) return [];
  const { budgets }: { budgets?: unknown } = JSON.parse(row.preview);
  return raiseSchema.array().parse(budgets ?? []);
}
