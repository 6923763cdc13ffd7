/** Budgets: what is left, and raising them. Only the operator raises one; runs and channels may not. */
import { z } from "zod";
import { budgetAmountsSchema, budgetScopeSchema, budgetViewSchema } from "../budget.js";
import { type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const budgetRoutes = {
  listBudgets: route(
    {
      method: "GET",
      path: "/api/budgets",
      scope: "read",
      summary: "List budgets with what is used and reserved",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.array(budgetViewSchema),
    },
  ),
  extendBudget: route(
    {
      method: "POST",
      path: "/api/budgets/:scope/extend",
      scope: "write",
      summary: "Raise a budget for its current period and continue the work that it stopped",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => z.object({ scope: budgetScopeSchema }),
      body: () => budgetAmountsSchema,
      response: () => budgetViewSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
