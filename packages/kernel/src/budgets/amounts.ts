/** Amounts of budgets in whole units (tokens, billionths of a dollar, runs, milliseconds), so that sums are exact. Pure. */
import type { BudgetAmounts, BudgetResource, Usage } from "@tinyagi/contracts";

export type Amounts = Readonly<Record<BudgetResource, number>>;

export const NOTHING: Amounts = { tokens: 0, usd: 0, runs: 0, minutes: 0 };
const NANO = 1e9;
const MINUTE_MS = 60_000;
/** Whole units in one unit of the settings. */
const UNITS: Amounts = { tokens: 1, usd: NANO, runs: 1, minutes: MINUTE_MS };
const RESOURCES: readonly BudgetResource[] = ["tokens", "usd", "runs", "minutes"];

/** @param absent the value of an amount that is not given */
export function fromSettings(given: BudgetAmounts, absent: number): Amounts {
  return each((resource) => {
    const value = given[resource];
    return value === undefined ? absent : Math.round(value * UNITS[resource]);
  });
}

/** In the units of the settings. */
export function inSettings(amounts: Amounts): Amounts {
  return each((resource) => inUnits(resource, amounts[resource]));
}

/** In the units of the settings, without amounts that have no limit. */
export function toSettings(amounts: Amounts): BudgetAmounts {
  return Object.fromEntries(
    Object.entries(inSettings(amounts)).filter(([, value]) => Number.isFinite(value)),
  );
}

export function inUnits(resource: BudgetResource, value: number): number {
  return value / UNITS[resource];
}

export function ofUsage(usage: Usage, ms: number): Amounts {
  const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  return { tokens, usd: Math.round((usage.costUsd ?? 0) * NANO), runs: 0, minutes: ms };
}

export function plus(a: Amounts, b: Amounts): Amounts {
  return each((resource) => a[resource] + b[resource]);
}

export function minus(a: Amounts, b: Amounts): Amounts {
  return each((resource) => a[resource] - b[resource]);
}

/** The smaller of both, for each resource. */
export function smaller(a: Amounts, b: Amounts): Amounts {
  return each((resource) => Math.min(a[resource], b[resource]));
}

export function atLeastZero(amounts: Amounts): Amounts {
  return each((resource) => Math.max(0, amounts[resource]));
}

/** The smaller of two limits, for each resource. */
export function tighter(a: BudgetAmounts, b: BudgetAmounts): BudgetAmounts {
  const least = RESOURCES.map((resource): [BudgetResource, number] => [
    resource,
    Math.min(a[resource] ?? Number.POSITIVE_INFINITY, b[resource] ?? Number.POSITIVE_INFINITY),
  ]);
  return Object.fromEntries(least.filter(([, value]) => Number.isFinite(value)));
}

export function isNothing(amounts: Amounts): boolean {
  return RESOURCES.every((resource) => amounts[resource] === 0);
}

function each(value: (resource: BudgetResource) => number): Amounts {
  return { tokens: value("tokens"), usd: value("usd"), runs: value("runs"), minutes: value("minutes") };
}
