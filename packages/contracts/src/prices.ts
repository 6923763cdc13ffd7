/**
 * Costs computed from tokens where a provider reports none, which no model API does for plain calls. They are always
 * flagged `estimated`: list prices change, discounts are unknown here.
 */
import type { Usage } from "./usage.js";

/** US dollars per million tokens. */
export interface ModelPrice {
  input: number;
  output: number;
  /** Input read from the provider's cache; default: the price of other input. */
  cachedInput?: number | undefined;
}

/** The month of the list prices, for whoever shows an estimate. */
export const DEFAULT_PRICES_AS_OF = "2026-02";

/** Used for a model without a price of its own; on the expensive side on purpose. */
export const FALLBACK_PRICE: ModelPrice = { input: 3, output: 15 };

/**
 * List prices by the beginning of the model's name; the longest match counts. From the providers' public price lists
 * (anthropic.com/pricing, openai.com/api/pricing) as known in {@link DEFAULT_PRICES_AS_OF}; they age.
 */
export const DEFAULT_PRICES: Readonly<Record<string, ModelPrice>> = {
  "claude-opus-4": { input: 15, output: 75, cachedInput: 1.5 },
  "claude-opus-4-5": { input: 5, output: 25, cachedInput: 0.5 },
  "claude-opus-4-6": { input: 5, output: 25, cachedInput: 0.5 },
  "claude-sonnet-4": { input: 3, output: 15, cachedInput: 0.3 },
  "claude-haiku-4-5": { input: 1, output: 5, cachedInput: 0.1 },
  "claude-3-5-haiku": { input: 0.8, output: 4, cachedInput: 0.08 },
  "gpt-5": { input: 1.25, output: 10, cachedInput: 0.125 },
  "gpt-5-mini": { input: 0.25, output: 2, cachedInput: 0.025 },
  "gpt-5-nano": { input: 0.05, output: 0.4, cachedInput: 0.005 },
  "gpt-4.1": { input: 2, output: 8, cachedInput: 0.5 },
  "gpt-4.1-mini": { input: 0.4, output: 1.6, cachedInput: 0.1 },
  "gpt-4o": { input: 2.5, output: 10, cachedInput: 1.25 },
  "gpt-4o-mini": { input: 0.15, output: 0.6, cachedInput: 0.075 },
  o3: { input: 2, output: 8, cachedInput: 0.5 },
  "o4-mini": { input: 1.1, output: 4.4, cachedInput: 0.275 },
};

/** Prices by model. */
export interface PriceTable {
  /** The price of `model`, or {@link FALLBACK_PRICE}. */
  getPrice(model: string): ModelPrice;
  /** Whether `model` has a price of its own. */
  knows(model: string): boolean;
  /** The usage with a cost: the reported one, or one computed from tokens and flagged `estimated`. */
  impute(usage: Usage, model: string): Usage;
  /** The same, but where an override sets the price, a cost that was computed elsewhere is computed again. */
  reprice(usage: Usage, model: string): Usage;
}

const TOKENS_PER_PRICE = 1_000_000;

/**
 * A table of the default prices with `overrides` over them; an override counts for every model whose name begins so.
 * @throws RangeError on a price that is negative or not a number
 */
export function createPriceTable(overrides: Readonly<Record<string, ModelPrice>> = {}): PriceTable {
  const prices = new Map(Object.entries({ ...DEFAULT_PRICES, ...overrides }));
  for (const [model, price] of prices) {
    for (const value of [price.input, price.output, price.cachedInput ?? 0]) {
      if (!(value >= 0 && Number.isFinite(value))) {
        throw new RangeError(`The price of ${model} must be zero or more US dollars per million tokens.`);
      }
    }
  }
  const names = [...prices.keys()].sort((a, b) => b.length - a.length);
  const nameOf = (model: string) => names.find((known) => model.startsWith(known));
  const getPrice = (model: string): ModelPrice => prices.get(nameOf(model) ?? "") ?? FALLBACK_PRICE;
  return {
    getPrice,
    knows: (model) => nameOf(model) !== undefined,
    impute: (usage, model) => imputeCost(usage, getPrice(model)),
    reprice: (usage, model) =>
      imputeCost(
        Object.hasOwn(overrides, nameOf(model) ?? "") ? pickReported(usage) : usage,
        getPrice(model),
      ),
  };
}

/** Without a cost that nobody reported. Without tokens it is all that is known. */
function pickReported(usage: Usage): Usage {
  const { costUsd: _, ...counted } = usage;
  const hasTokens = usage.inputTokens !== undefined || usage.outputTokens !== undefined;
  return usage.estimated === true && hasTokens ? counted : usage;
}

function imputeCost(usage: Usage, price: ModelPrice): Usage {
  if (usage.costUsd !== undefined) return usage;
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return usage;
  const input = usage.inputTokens ?? 0;
  const cached = Math.min(input, usage.cachedTokens ?? 0);
  const cost =
    (input - cached) * price.input +
    cached * (price.cachedInput ?? price.input) +
    (usage.outputTokens ?? 0) * price.output;
  return { ...usage, costUsd: cost / TOKENS_PER_PRICE, estimated: true };
}
