/**
 * What a plan for sub-agents will probably cost, and whether its budgets have room: facts, and the one way to say them in
 * a chat and in a terminal. A figure always comes with what it is based on.
 */
import { z } from "zod";
import { type BudgetAmounts, budgetAmountsSchema } from "./budget.js";
import { BUDGET_RESOURCES } from "./vocabulary.js";

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

/** Such as `$0.40 and 500 tokens`. */
export function amountsText(amounts: BudgetAmounts): string {
  return BUDGET_RESOURCES.flatMap((name) =>
    amounts[name] === undefined ? [] : [AMOUNT_TEXT[name](amounts[name])],
  ).join(" and ");
}

export const AMOUNT_TEXT: Readonly<Record<(typeof BUDGET_RESOURCES)[number], (value: number) => string>> = {
  usd: (value) => `$${value > 0 && value < 0.01 ? value.toPrecision(2) : value.toFixed(2)}`,
  minutes: (value) => `${Math.round(value * 10) / 10} min`,
  tokens: (value) => `${Math.round(value).toLocaleString("en-US")} tokens`,
  runs: (value) => `${value} ${value === 1 ? "run" : "runs"}`,
};

/** In place of an estimate that is stored, but cannot be read. */
export const ESTIMATE_UNREADABLE = "The estimate of its cost cannot be read. Its cost is unknown.";

/** One line for the whole, one for each kind of agent, one for each budget. */
export function estimateLines({ percentile, total, agents, budgets }: SpawnEstimate): string[] {
  return [
    `Estimated cost (${percentile}th percentile of past runs): ${costText(total)}.`,
    ...agents.map((kind) => `- ${kindText(kind)}`),
    ...budgets
      .filter(({ left }) => Object.keys(left).length > 0)
      .map(
        ({ budget, needed, left, fits }) =>
          `- budget ${budget}: ${amountsText(needed)} needed, ${amountsText(left)} left${fits ? "" : ": too little"}.`,
      ),
  ];
}

/** The same on one line. */
export function estimateSummary({ percentile, total, agents }: SpawnEstimate): string {
  const counts = agents.map(({ runs }) => runs);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const basis = least === most ? AMOUNT_TEXT.runs(most) : `${least} to ${most} runs`;
  return `${costText(total)} (${percentile}th percentile, ${most <= 0 ? "no past runs" : `from ${basis} of each kind`})`;
}

function kindText({ nodes, agent, provider, model, ...kind }: EstimatedAgents): string {
  const times = nodes.length === 1 ? "" : `${nodes.length} × `;
  const by = [provider, model].filter((part) => part !== "").join(" ");
  const claim = kind.claimed === undefined ? "" : ` The plan claims ${amountsText(kind.claimed)}.`;
  return `${times}@${agent}${by === "" ? "" : ` (${by})`}: ${basisText(kind)}${claim}`;
}

const GROUP_TEXT: Readonly<Record<Exclude<EstimatedAgents["group"], "none">, string>> = {
  same: "of the same kind",
  agent: "of this agent",
  model: "with this model",
  all: "of all agents",
};

const PRICE_TEXT: Readonly<Record<EstimatedAgents["price"], string>> = {
  reported: "",
  list: ", at list prices",
  unknown: ", at an assumed price, because the price of a model is unknown",
};

function basisText(
  kind: Omit<EstimatedAgents, "nodes" | "agent" | "provider" | "model" | "claimed">,
): string {
  const { group, runs, few, price, guess } = kind;
  if (group === "none") {
    if (guess === undefined) return "no past runs, and its price is unknown.";
    return `no past runs. A guess from list prices: ${costText(guess)}.`;
  }
  const only = few === undefined ? "" : "only ";
  return `${costText(kind)}, from ${only}${runs} past ${runs === 1 ? "run" : "runs"} ${GROUP_TEXT[group]}${PRICE_TEXT[price]}.`;
}

function costText({ tokens, usd }: { tokens: number; usd?: number | undefined }): string {
  return usd === undefined ? `${AMOUNT_TEXT.tokens(tokens)}, cost unknown` : amountsText({ tokens, usd });
}
