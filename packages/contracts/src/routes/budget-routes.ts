/** Budgets: what is left, and raising them. Only the operator raises one; runs and channels may not. */
import { z } from "zod";
import { budgetAmountsSchema, budgetScopeSchema, budgetViewSchema } from "../budget.js";
import { budgetFactSchema } from "../budget-fact.js";
import { timeSchema, titleSchema } from "../conversation.js";
import { limitQuery, type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { generatedIdSchema } from "./system-routes.js";

/** A message that a budget ended, and that was not continued. */
export const budgetStopSchema = z.object({
  /** The message's number in the queue. */
  id: z.number().int(),
  messageId: z.string(),
  conversationId: z.string(),
  agent: z.string(),
  /** The beginning of the message. */
  preview: z.string(),
  title: titleSchema,
  /** The run that was stopped; null if the budget refused the message before a run. */
  runId: z.string().nullable(),
  scope: z.string(),
  stoppedAt: timeSchema,
  /** Which limit was reached, in words. */
  reason: z.string(),
  /** The same as facts; null for what an earlier release stopped. Absent in answers of earlier releases. */
  fact: budgetFactSchema.nullable().optional(),
  /** By how much to raise the budget so that it continues. Null when a raise continues it no longer. */
  raise: budgetAmountsSchema.nullable(),
});
export type BudgetStop = z.infer<typeof budgetStopSchema>;

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
      query: () =>
        z.object({
          /** Only the budget of this conversation and its follow-ups, however long it has ended. */
          conversation: generatedIdSchema.optional(),
        }),
      response: () => z.array(budgetViewSchema),
    },
  ),
  listBudgetStops: route(
    {
      method: "GET",
      path: "/api/budgets/stops",
      scope: "read",
      summary: "List messages that a budget stopped and that were not continued, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ limit: limitQuery(50) }),
      response: () => z.array(budgetStopSchema),
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
