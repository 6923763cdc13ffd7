/**
 * What the agents of a plan will probably use. What nine of ten past runs of such agents stayed below is counted; where
 * there are none, the plan's own claim. The claim of a model never lowers what is known, and counts when it is higher than
 * what is known of other runs.
 */
import {
  type BudgetAmounts,
  createPriceTable,
  type EstimatedAgents,
  type PriceTable,
} from "@tinyagi/contracts";
import {
  type AgentSpec,
  createWideningEstimator,
  DEFAULT_ESTIMATE,
  type GroupedEstimate,
  type WideningEstimator,
} from "@tinyagi/graph";
import type { Store } from "@tinyagi/kernel";
import type { SpawnParts } from "./parts.js";

/** Newest runs of the agent, and newest runs of all agents, that an estimate reads. */
const PAST_OF_AGENT = 200;
const PAST_OF_ALL = 500;
const CHARS_PER_TOKEN = 4;
/** Part of a guess that is read, and not written. */
const GUESSED_INPUT_SHARE = 0.75;

/** An agent of a plan, and with what it will run. */
export interface PlannedAgent {
  spec: AgentSpec;
  agent: string;
  provider: string;
  model: string;
}

/** What is counted of one agent. */
export interface ExpectedUse extends BudgetAmounts {
  agent: string;
  tokens: number;
}

export interface PlanEstimate {
  /** By local id. */
  expected: ReadonlyMap<string, ExpectedUse>;
  agents: EstimatedAgents[];
}

export function estimatePlan(
  { store, settings }: Pick<SpawnParts, "store" | "settings">,
  planned: readonly PlannedAgent[],
): PlanEstimate {
  const prices = createPriceTable(settings().budgets.prices);
  const pasts = new Map<string, WideningEstimator>();
  const expected = new Map<string, ExpectedUse>();
  const kinds = new Map<string, EstimatedAgents>();
  for (const one of planned) {
    const known = pasts.get(one.agent) ?? readPastCosts(store, one.agent, prices);
    pasts.set(one.agent, known);
    const { agent, provider, model, spec } = one;
    const past = known.estimate({ agent, provider, model, role: "node" });
    const use = { agent, ...expectedUse(past, spec) };
    expected.set(spec.id, use);
    const key = JSON.stringify([agent, provider, model]);
    const first = kinds.get(key) ?? emptyKind(one, past, prices);
    kinds.set(key, plusAgent(first, { use, one, prices }));
  }
  return { expected, agents: [...kinds.values()] };
}

/** What is counted of one agent: the decision table of estimates. */
export function expectedUse(
  past: GroupedEstimate,
  { prompt, estimate: claim = {} }: Pick<AgentSpec, "prompt" | "estimate">,
): BudgetAmounts & { tokens: number } {
  const minutes = claim.seconds === undefined ? {} : { minutes: claim.seconds / 60 };
  const { tokens, usd } = counted(past, claim);
  return {
    runs: 1,
    // The prompt must fit, whatever is known.
    tokens: Math.ceil(Math.max(tokens ?? 0, prompt.length / CHARS_PER_TOKEN)),
    ...(usd === undefined ? {} : { usd }),
    ...minutes,
  };
}

function counted(
  past: GroupedEstimate,
  claim: NonNullable<AgentSpec["estimate"]>,
): { tokens?: number | undefined; usd?: number | undefined } {
  if (past.samples === 0) return claim;
  const { tokens, usd } = past.p90;
  if (past.few === undefined && past.group === "same") return { tokens, usd };
  return { tokens: Math.max(tokens, claim.tokens ?? 0), usd: Math.max(usd, claim.usd ?? 0) };
}

function readPastCosts(
  { costs }: Pick<Store, "costs">,
  agentId: string,
  prices: PriceTable,
): WideningEstimator {
  const estimator = createWideningEstimator();
  for (const row of costs.past({ agentId, ofAgent: PAST_OF_AGENT, ofAll: PAST_OF_ALL })) {
    const model = row.model ?? "";
    const usage = {
      inputTokens: row.input_tokens ?? 0,
      outputTokens: row.output_tokens ?? 0,
      ...(row.cost_usd === null ? {} : { costUsd: row.cost_usd, estimated: row.cost_estimated === 1 }),
    };
    const priced = prices.impute(usage, model);
    const role = row.is_node === 1 ? "node" : "asked";
    estimator.record(
      { agent: row.agent_id, provider: row.provider, model, role },
      { usage: priced, isAssumed: priced.estimated === true && !prices.knows(model) },
    );
  }
  return estimator;
}

function emptyKind(
  { agent, provider, model }: PlannedAgent,
  { group, samples, few, priced, assumed }: GroupedEstimate,
  prices: PriceTable,
): EstimatedAgents {
  // Of past runs, what is known of their prices counts: they may have used other models.
  const isAssumed = samples > 0 ? assumed === true : !prices.knows(model);
  const isReported = samples > 0 && priced === undefined;
  return {
    nodes: [],
    agent,
    provider,
    model,
    group: group ?? "none",
    runs: samples,
    ...(few === undefined ? {} : { few }),
    price: isAssumed ? "unknown" : isReported ? "reported" : "list",
    tokens: 0,
  };
}

function plusAgent(
  kind: EstimatedAgents,
  { use, one, prices }: { use: ExpectedUse; one: PlannedAgent; prices: PriceTable },
): EstimatedAgents {
  const { id, estimate: claim } = one.spec;
  const guess = kind.group === "none" && prices.knows(one.model) ? guessed(one.model, prices) : undefined;
  const claimed = claim && toBudgetClaim(claim);
  return {
    ...kind,
    ...sum(kind, use),
    nodes: [...kind.nodes, id],
    ...(guess && { guess: sum(kind.guess ?? { tokens: 0 }, guess) }),
    ...(claimed && { claimed: sumOfClaims(kind.claimed ?? {}, claimed) }),
  };
}

function sum(
  a: { tokens: number; usd?: number | undefined },
  b: { tokens: number; usd?: number | undefined },
) {
  const usd = a.usd === undefined && b.usd === undefined ? {} : { usd: (a.usd ?? 0) + (b.usd ?? 0) };
  return { tokens: a.tokens + b.tokens, ...usd };
}

function sumOfClaims(a: BudgetAmounts, b: { [K in "tokens" | "usd" | "minutes"]: number | undefined }) {
  const all = (["tokens", "usd", "minutes"] as const).flatMap((name) =>
    b[name] === undefined && a[name] === undefined ? [] : [[name, (a[name] ?? 0) + (b[name] ?? 0)] as const],
  );
  return Object.fromEntries(all);
}

/** In the units of budgets, which count whole tokens. */
function toBudgetClaim({ tokens, usd, seconds }: NonNullable<AgentSpec["estimate"]>) {
  return {
    tokens: tokens === undefined ? undefined : Math.ceil(tokens),
    usd,
    minutes: seconds === undefined ? undefined : seconds / 60,
  };
}

/** A run of usual size at the list price. It is shown, not counted. */
function guessed(model: string, prices: PriceTable): { tokens: number; usd: number } {
  const { tokens } = DEFAULT_ESTIMATE;
  const inputTokens = tokens * GUESSED_INPUT_SHARE;
  const { costUsd = 0 } = prices.impute({ inputTokens, outputTokens: tokens - inputTokens }, model);
  return { tokens, usd: costUsd };
}
