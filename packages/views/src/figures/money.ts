/** What something cost, and whether a part of it was estimated. */
export interface Cost {
  /** US dollars; absent or null when no run reported any. */
  readonly costUsd?: number | null | undefined;
  readonly estimated?: boolean | undefined;
}

const UNKNOWN = "–";

/** US dollars in a detail: `$1.20`, below a dollar to four digits where they matter (`$0.0042`, but `$0.50`); `~$1.20` with an estimated part; `–` when nothing was reported, which is not 0. */
export function money({ costUsd, estimated = false }: Cost): string {
  if (costUsd === null || costUsd === undefined) return UNKNOWN;
  return `${estimated ? "~" : ""}$${costUsd >= 1 ? costUsd.toFixed(2) : smallAmount(costUsd)}`;
}

/** US dollars to the cent, for columns: `$0.42`, `<$0.01`. */
export function cents({ costUsd, estimated = false }: Cost): string {
  if (costUsd === null || costUsd === undefined) return UNKNOWN;
  const amount = costUsd > 0 && costUsd < 0.005 ? "<$0.01" : `$${costUsd.toFixed(2)}`;
  return `${estimated ? "~" : ""}${amount}`;
}

/** The sum of all that has an amount; an estimated part makes it estimated. */
export function addCosts(all: readonly Cost[]): Cost {
  const known = all.filter(({ costUsd }) => typeof costUsd === "number");
  if (known.length === 0) return {};
  return {
    costUsd: known.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
    estimated: known.some(({ estimated }) => estimated === true),
  };
}

function smallAmount(usd: number): string {
  const exact = usd.toFixed(4);
  if (usd > 0 && Number(exact) === 0) return usd.toPrecision(1);
  return exact.endsWith("00") ? exact.slice(0, -2) : exact;
}
