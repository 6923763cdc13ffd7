/** Budgets: what is left, and raising them. */
import type { RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";

type BudgetHandlers = Pick<RouteHandlers, "listBudgets" | "extendBudget">;

export function budgetHandlers({ budgets }: Services): BudgetHandlers {
  return {
    listBudgets: () => budgets.list(),
    extendBudget: ({ params, body }, { actor }) => budgets.extend(params.scope, body, actor),
  };
}
