/**
 * Amounts of a budget in whole units (tokens, runs, billionths of a dollar), so that sums and refunds are exact.
 * `Infinity` means no limit.
 */
import { AppError, type Usage } from "@tinyagi/contracts";
import { z } from "zod";

export interface Amounts {
  tokens: number;
  /** Billionths of a US dollar. */
  nanoUsd: number;
  runs: number;
}
export const RESOURCES = ["tokens", "nanoUsd", "runs"] as const;
export type Resource = (typeof RESOURCES)[number];
const NANO = 1e9;
/** Whole units in one token, dollar and run. */
export const UNITS = { tokens: 1, usd: NANO, runs: 1 } as const;

/** Amounts as people write them; an absent one is no limit (in a limit) or nothing (in a request). */
export interface BudgetAmounts {
  tokens?: number | undefined;
  usd?: number | undefined;
  runs?: number | undefined;
}

export function zero(): Amounts {
  return { tokens: 0, nanoUsd: 0, runs: 0 };
}

const amount = z.number().nonnegative().optional();
const amounts = { tokens: amount, usd: amount, runs: amount };
/** Strict schemas: a misspelt or wrong amount must not mean "no limit". */
export const amountsSchema = z.strictObject(amounts);
export const limitSchema = z.strictObject({ ...amounts, seconds: amount });
export const requestSchema = z.strictObject({ ...amounts, seconds: amount, hard: z.boolean().optional() });

/** @throws AppError INVALID_INPUT for a usage that would give back what was spent */
export function checkUsage(usage: Usage): Usage {
  const figures = [usage.inputTokens, usage.outputTokens, usage.cachedTokens, usage.costUsd];
  if (figures.every((value) => value === undefined || (Number.isFinite(value) && value >= 0))) return usage;
  throw new AppError(
    "INVALID_INPUT",
    "The usage is not usable: its figures must be finite numbers of zero or more. Leave out what is not known.",
  );
}

/** @param absent the value of an amount that is not given */
export function toAmounts(input: BudgetAmounts, absent: number): Amounts {
  const checked = (value: number | undefined, scale: number): number =>
    value === undefined ? absent : wholeUnits(value, scale);
  return {
    tokens: checked(input.tokens, UNITS.tokens),
    nanoUsd: checked(input.usd, UNITS.usd),
    runs: checked(input.runs, UNITS.runs),
  };
}

export function fromAmounts(amounts: Amounts): Required<{ [K in keyof BudgetAmounts]: number }> {
  return { tokens: amounts.tokens, usd: amounts.nanoUsd / NANO, runs: amounts.runs };
}

/** What a usage report costs. A run is counted when it starts, not here. */
export function usageAmounts(usage: Usage): Amounts {
  const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  return { tokens, nanoUsd: wholeUnits(usage.costUsd ?? 0, NANO), runs: 0 };
}

/** Rounds up, but not because of the last bit of a float; adding 0 turns the -0 that `ceil` may give into 0. */
export function wholeUnits(value: number, scale: number): number {
  return Number.isFinite(value) ? Math.ceil(value * scale - 1e-6) + 0 : Infinity;
}

export function mapAmounts(fn: (resource: Resource) => number): Amounts {
  return { tokens: fn("tokens"), nanoUsd: fn("nanoUsd"), runs: fn("runs") };
}

export function covers(have: Amounts, need: Amounts): boolean {
  return RESOURCES.every((resource) => have[resource] >= need[resource]);
}
