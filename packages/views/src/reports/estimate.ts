/** What a plan for sub-agents will probably cost, in the words of chats and terminals. */
import type { EstimatedAgents, SpawnEstimate } from "@tinyagi/contracts";
import { amounts, costText } from "../figures/usage.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** An estimate in sentences. */
export interface EstimateText {
  readonly total: string;
  /** Each kind of agent. */
  readonly agents: readonly string[];
  /** Each budget that it counts for, and whether it has room. */
  readonly budgets: readonly { readonly text: string; readonly fits: boolean }[];
}

/** An estimate, sentence by sentence: a screen marks budgets without room. */
export function estimateText(
  { percentile, total, agents, budgets }: SpawnEstimate,
  words: ViewWords = en,
): EstimateText {
  const say = words.chat.estimate;
  return {
    total: say.total(percentile, costText(total, words)),
    agents: agents.map((kind) => kindText(kind, words)),
    budgets: budgets
      .filter(({ left }) => Object.keys(left).length > 0)
      .map(({ budget, needed, left, fits }) => {
        const name = words.budgets.name({ budget, day: null }, true).trim();
        const room = say.budget(name, amounts(needed, words), amounts(left, words));
        return { fits, text: words.reasons.sentence(`${room}${fits ? "" : say.tooLittle}`) };
      }),
  };
}

/** One line for the whole, one for each kind of agent, one for each budget. */
export function estimateLines(estimate: SpawnEstimate, words: ViewWords = en): string[] {
  const { total, agents, budgets } = estimateText(estimate, words);
  return [total, ...[...agents, ...budgets.map(({ text }) => text)].map((line) => `- ${line}`)];
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
  return words.reasons.sentence(`${from}${say.price[price]}`);
}
