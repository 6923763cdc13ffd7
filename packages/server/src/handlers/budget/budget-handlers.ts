/** Budgets: what is left, and raising them. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type BudgetHandlers = Pick<RouteHandlers, "listBudgets" | "listBudgetStops" | "extendBudget">;

export function budgetHandlers({ budgets, journal }: Services): BudgetHandlers {
  const redact = journal.redacted;
  return {
    listBudgets: ({ query: { conversation } }) =>
      conversation === undefined ? budgets.list() : budgets.ofConversation(conversation),
    listBudgetStops: ({ query }) =>
      budgets.stops(query.limit).map((stop) => ({
        ...stop,
        preview: redact(stop.preview),
        title: redact(stop.title ?? ""),
        reason: redact(stop.reason),
      })),
    extendBudget: ({ params, body }, { actor }) => budgets.extend(params.scope, body, actor),
  };
}
