/**
 * Budgets: how much a conversation, an agent, a team or a day may use. A budget of a conversation counts all runs of
 * the conversation and of its follow-ups. All other budgets count the runs that start on the current day (local time).
 */
import { z } from "zod";
import { BUDGET_RESOURCES } from "./vocabulary.js";

const amounts = {
  tokens: z.number().int().nonnegative().describe("Input and output tokens."),
  usd: z
    .number()
    .nonnegative()
    .describe("US dollars. Runs without a reported cost are priced by their tokens."),
  runs: z.number().int().nonnegative().describe("Number of runs, including repeated attempts."),
  minutes: z.number().nonnegative().describe("Working time of all runs together, in minutes."),
};

/** Amounts of a budget. Absent ones have no limit. */
export const budgetAmountsSchema = z.strictObject(amounts).partial();
export type BudgetAmounts = z.infer<typeof budgetAmountsSchema>;
export const budgetResourceSchema = z.enum(BUDGET_RESOURCES);
export type BudgetResource = z.infer<typeof budgetResourceSchema>;

export const onLimitSchema = z.enum(["stop", "ask", "warn"]);
export type OnLimit = z.infer<typeof onLimitSchema>;

export const budgetSchema = budgetAmountsSchema.extend({
  onLimit: onLimitSchema
    .optional()
    .describe(
      "What happens at the limit. `stop` (default): runs are stopped, and what they wrote is delivered. `ask`: runs are stopped, and a person is asked for more; their messages wait for the answer. `warn`: runs continue.",
    ),
});
export type Budget = z.infer<typeof budgetSchema>;

/** `day`, `agent:<id>`, `team:<id>` or `conversation:<id>`. */
export const budgetScopeSchema = z
  .string()
  .max(200)
  .regex(
    /^(day|(agent|team|conversation):[A-Za-z0-9_-]+)$/,
    "use day, agent:<id>, team:<id> or conversation:<id>",
  );

const priceSchema = z.strictObject({
  input: z.number().nonnegative().describe("US dollars per million input tokens."),
  output: z.number().nonnegative().describe("US dollars per million output tokens."),
  cachedInput: z
    .number()
    .nonnegative()
    .optional()
    .describe("US dollars per million input tokens read from the provider's cache. Default: `input`."),
});

export const budgetSettingsSchema = z
  .strictObject({
    conversation: budgetSchema
      .optional()
      .describe("Budget of each conversation, including its follow-ups and sub-agents."),
    day: budgetSchema.optional().describe("Budget of all runs of a day, by the clock of this machine."),
    offered: z
      .boolean()
      .optional()
      .describe("Whether a daily budget was proposed at the set-up. It is proposed once."),
    prices: z
      .record(z.string().min(1).max(128), priceSchema)
      .meta({ examples: [{ "my-model": { input: 1, output: 4 } }] })
      .optional()
      .describe(
        "Prices of models by the beginning of their name, for runs without a reported cost. They take precedence over the built-in list prices.",
      ),
  })
  .describe("How much agents may use.");

/** A budget as it is now. Amounts are in the units of the settings. */
export const budgetViewSchema = z.object({
  scope: z.string(),
  /** The day that it counts; null for a conversation. */
  day: z.string().nullable(),
  /** With what it was raised by in this period. Absent amounts have no limit. */
  limit: budgetAmountsSchema,
  used: z.strictObject(amounts),
  /** Present when a part of the used money was estimated from a price table instead of being reported. */
  estimated: z.literal(true).optional(),
  /** Held for sub-agents that have not used it yet. */
  reserved: budgetAmountsSchema,
  onLimit: onLimitSchema,
  /** `warning` from 80 % on. `exceeded`: there is no room for a further run. */
  state: z.enum(["ok", "warning", "exceeded"]),
  /** What will be used at the end of the day if it goes on as it did. */
  forecast: budgetAmountsSchema.optional(),
  /**
   * When it is used up if it goes on as it did: before the end of the day, or within a week for a conversation.
   * Milliseconds since the epoch.
   */
  goneAt: z.number().int().optional(),
  /** By how much to raise it so that work continues: round multiples of what is set. Absent while nothing runs out. */
  raise: budgetAmountsSchema.optional(),
});
export type BudgetView = z.infer<typeof budgetViewSchema>;

/** By how much a person is asked to raise a budget: the `preview` of an approval of kind `budget`. */
export const budgetExtensionSchema = z.object({
  budget: z.string(),
  /** The day that it counts; null for a conversation. */
  day: z.string().nullable(),
  limit: budgetAmountsSchema,
  used: budgetAmountsSchema,
  added: budgetAmountsSchema,
});
export type BudgetExtension = z.infer<typeof budgetExtensionSchema>;

const text = z.string();
const account = z.object({
  budget: text.describe("`day`, `agent:<id>`, `team:<id>` or `conversation:<id>`."),
  day: text.nullable().describe("The day that it counts; null for a conversation."),
});
/** A limit that was reached, or nearly. */
export const budgetReachedSchema = account.extend({
  resource: budgetResourceSchema,
  limit: z.number(),
  used: z.number(),
});
export type BudgetReached = z.infer<typeof budgetReachedSchema>;
const reached = budgetReachedSchema.extend({ onLimit: onLimitSchema });
const reservation = budgetAmountsSchema.extend({ budgets: z.array(text) });

/** The journal's events about budgets. Amounts are in the units of the settings. */
export const budgetEvents = {
  "budget.reserved": reservation.describe("A run reserved a part of its budgets for its sub-agents."),
  "budget.refunded": reservation.describe("What sub-agents did not use of a reservation is free again."),
  "budget.reconciled": z
    .object({
      agent: text,
      budgets: z.array(text),
      tokens: z.number(),
      usd: z.number(),
      estimated: z.boolean(),
    })
    .describe("A run that budgets apply to ended; its final usage is counted."),
  "budget.warning": reached.describe("A budget is 80 % used. Sent once, and again after it was raised."),
  "budget.exceeded": reached
    .extend({
      action: z.enum(["refused", "stopped", "continued", "asked"]),
      agent: text,
      more: budgetAmountsSchema.optional().describe("By how much to raise it so that work continues."),
    })
    .describe(
      "A budget is used up: a message was refused, a run was stopped, work continues (`warn`), or a message waits until a person decided (`ask`).",
    ),
  "budget.extended": account
    .extend({ by: text, added: budgetAmountsSchema })
    .describe("A budget was raised. Work that it had stopped continues."),
} as const;
