/** A budget that has no room for work, and what followed from that, as facts: the sentence is made where it is read. */
import { z } from "zod";
import { budgetAmountsSchema, budgetReachedSchema } from "./budget.js";

export const budgetFactSchema = budgetReachedSchema.extend({
  /** By how much to raise it so that the work continues. */
  more: budgetAmountsSchema,
  /** The work waits for a person, was not started, or was stopped. */
  act: z.enum(["waits", "refused", "stopped"]),
  /** What a person said who was asked for more; without it, no one was asked. */
  answer: z.object({ isDenied: z.boolean(), remark: z.string().nullable() }).optional(),
});
export type BudgetFact = z.infer<typeof budgetFactSchema>;
