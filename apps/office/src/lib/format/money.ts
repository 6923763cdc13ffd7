/** What something cost, and whether a part of it was estimated. */
export interface Money {
  costUsd?: number | null | undefined;
  estimated?: boolean | undefined;
}

/** An amount of which a part was estimated carries `~`. */
export function sumOfMoney({ costUsd, estimated = false }: Money): string {
  return `${estimated && typeof costUsd === "number" ? "~" : ""}${money(costUsd)}`;
}

/** The sum of all that has an amount; an estimated part makes it estimated. */
export function addMoney(all: readonly Money[]): Money {
  const known = all.filter(({ costUsd }) => typeof costUsd === "number");
  if (known.length === 0) return {};
  return {
    costUsd: known.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
    estimated: known.some(({ estimated }) => estimated === true),
  };
}

/** US dollars that were not estimated: limits, and what was reported. What no run reported is a dash, never 0. */
export function money(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return "–";
  return `$${usd < 0.01 && usd > 0 ? usd.toFixed(4) : usd.toFixed(2)}`;
}
