/** Sums of usage, and a cost for what no one priced: computed from tokens and flagged, never shown as 0. */
import { addUsage, type Usage } from "@tinyagi/contracts";

export { addUsage };

/** US dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
}
/** Used for a model without a price of its own; on the expensive side on purpose. */
export const DEFAULT_PRICE: Price = { input: 3, output: 15 };
const PER_TOKENS = 1_000_000;

/** The same usage, with `costUsd` computed and `estimated` set when tokens were reported without a cost. */
export function imputeCost(usage: Usage, price: Price = DEFAULT_PRICE): Usage {
  if (usage.costUsd !== undefined) return usage;
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return usage;
  const input = (usage.inputTokens ?? 0) * price.input;
  const output = (usage.outputTokens ?? 0) * price.output;
  return { ...usage, costUsd: (input + output) / PER_TOKENS, estimated: true };
}

const COUNTS = ["inputTokens", "outputTokens", "cachedTokens", "costUsd"] as const;

/** What `total` reports beyond `before`; never negative. */
export function remainingUsage(total: Usage, before: Usage): Usage {
  const out: Usage = { ...total };
  for (const field of COUNTS) {
    const value = total[field];
    if (value !== undefined) out[field] = Math.max(0, value - (before[field] ?? 0));
  }
  return out;
}
