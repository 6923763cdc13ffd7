/** What a plan for sub-agents will probably cost, in the words of chats and terminals. */
import type { EstimatedAgents, SpawnEstimate } from "@tinyagi/contracts";
import { amount, amounts } from "../figures/usage.js";

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
          `- budget ${budget}: ${amounts(needed)} needed, ${amounts(left)} left${fits ? "" : ": too little"}.`,
      ),
  ];
}

/** The same on one line. */
export function estimateSummary({ percentile, total, agents }: SpawnEstimate): string {
  const counts = agents.map(({ runs }) => runs);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const basis = least === most ? amount("runs", most) : `${least} to ${most} runs`;
  return `${costText(total)} (${percentile}th percentile, ${most <= 0 ? "no past runs" : `from ${basis} of each kind`})`;
}

function kindText({ nodes, agent, provider, model, ...kind }: EstimatedAgents): string {
  const times = nodes.length === 1 ? "" : `${nodes.length} × `;
  const by = [provider, model].filter((part) => part !== "").join(" ");
  const claim = kind.claimed === undefined ? "" : ` The plan claims ${amounts(kind.claimed)}.`;
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
  return usd === undefined ? `${amount("tokens", tokens)}, cost unknown` : amounts({ tokens, usd });
}
