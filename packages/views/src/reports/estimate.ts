/** What a plan for sub-agents will probably cost, in the words of chats and terminals. */
import type { EstimatedAgents, SpawnEstimate } from "@tinyagi/contracts";
import { amount, amounts } from "../figures/usage.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** One line for the whole, one for each kind of agent, one for each budget. */
export function estimateLines(
  { percentile, total, agents, budgets }: SpawnEstimate,
  words: ViewWords = en,
): string[] {
  const say = words.chat.estimate;
  return [
    say.total(percentile, costText(total, words)),
    ...agents.map((kind) => `- ${kindText(kind, words)}`),
    ...budgets
      .filter(({ left }) => Object.keys(left).length > 0)
      .map(
        ({ budget, needed, left, fits }) =>
          `- ${say.budget(budget, amounts(needed, words), amounts(left, words))}${fits ? "" : say.tooLittle}.`,
      ),
  ];
}

function kindText({ nodes, agent, provider, model, ...kind }: EstimatedAgents, words: ViewWords): string {
  const times = nodes.length === 1 ? "" : `${nodes.length} × `;
  const by = [provider, model].filter((part) => part !== "").join(" ");
  const claim = kind.claimed === undefined ? "" : words.chat.estimate.claims(amounts(kind.claimed, words));
  return `${times}@${agent}${by === "" ? "" : ` (${by})`}: ${basisText(kind, words)}${claim}`;
}

function basisText(
  kind: Omit<EstimatedAgents, "nodes" | "agent" | "provider" | "model" | "claimed">,
  words: ViewWords,
): string {
  const { group, runs, few, price, guess } = kind;
  const say = words.chat.estimate;
  if (group === "none") return guess === undefined ? say.nothing : say.guess(costText(guess, words));
  const from = say.from(costText(kind, words), runs, { few: few !== undefined, group });
  return `${from}${say.price[price]}.`;
}

/** Of a plan or a part of it: `$0.40 and 500 tokens`, or `500 tokens, cost unknown`. */
export function costText(
  { tokens, usd }: { tokens: number; usd?: number | undefined },
  words: ViewWords,
): string {
  return usd === undefined
    ? words.chat.estimate.costUnknown(amount("tokens", tokens, words))
    : amounts({ tokens, usd }, words);
}
