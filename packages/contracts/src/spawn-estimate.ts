/** What a plan for sub-agents will probably cost, and whether its budgets have room. A figure always comes with what it is based on. */
import { z } from "zod";
import { budgetAmountsSchema } from "./budget.js";

/** Nine of ten runs stay below. */
export const ESTIMATE_PERCENTILE = 90;

/**
 * The past runs behind a figure: of the same agent, provider, model and role; of the agent; of its provider and model;
 * of all agents. `none`: there are no past runs, so the figure is what the plan claims, or nothing.
 */
export const estimateGroupSchema = z.enum(["same", "agent", "model", "all", "none"]);
/** `reported`: by the provider. `list`: computed from list prices. `unknown`: at least one was a guess, because a model has no known price. */
export const estimatePriceSchema = z.enum(["reported", "list", "unknown"]);

const spent = z.object({
  tokens: z.number(),
  usd: z.number().optional().describe("Absent when nothing is known about it."),
});

/** All agents of a plan that are of one kind. Amounts are sums. */
export const estimatedAgentsSchema = spent.extend({
  nodes: z.array(z.string()).describe("Their ids in the plan."),
  agent: z.string(),
  provider: z.string(),
  model: z.string(),
  group: estimateGroupSchema,
  runs: z.number().int().describe("Number of past runs behind the figures."),
  few: z.literal(true).optional().describe("Too few past runs to rely on."),
  price: estimatePriceSchema,
  guess: spent.optional().describe("Without past runs: a guess from typical sizes and list prices."),
  claimed: budgetAmountsSchema
    .optional()
    .describe("What the plan itself claims. It is a claim of the model."),
});
export type EstimatedAgents = z.infer<typeof estimatedAgentsSchema>;

export const budgetRoomSchema = z.object({
  budget: z.string(),
  day: z.string().nullable().describe("The day that it counts; null for a conversation."),
  needed: budgetAmountsSchema,
  left: budgetAmountsSchema.describe("Absent amounts have no limit."),
  fits: z.boolean(),
});

export const spawnEstimateSchema = z.object({
  percentile: z.number().int(),
  /** What is counted: past runs, else the plan's claim. */
  total: spent,
  agents: z.array(estimatedAgentsSchema),
  budgets: z.array(budgetRoomSchema).describe("The budgets that pay and can stop work."),
});
export type SpawnEstimate = z.infer<typeof spawnEstimateSchema>;

/** What follows from an estimate. */
export const SPAWN_DECISIONS = ["fits", "asked", "refused"] as const;
