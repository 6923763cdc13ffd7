/** What something cost, and whether a part of it was estimated. */
export interface Cost {
  /** US dollars; absent or null when no run reported any. */
  readonly costUsd?: number | null | undefined;
  readonly estimated?: boolean | undefined;
}

/** US dollars: `$0.0042`, `$1.20`; `~$1.20` with an estimated part; `–` when nothing was reported, which is not 0. */
export function money({ costUsd, estimated = false }: Cost): string {
  if (costUsd === null || costUsd === undefined) return "–";
  const digits = costUsd === 0 || costUsd >= 1 ? 2 : 4;
  return `${estimated ? "~" : ""}$${costUsd.toFixed(digits)}`;
}

/** US dollars to the cent, for columns: `$0.42`, `<$0.01`. */
export function cents({ costUsd, estimated = false }: Cost): string {
  if (costUsd === null || costUsd === undefined) return "–";
  const amount = costUsd > 0 && costUsd < 0.005 ? "<$0.01" : `$${costUsd.toFixed(2)}`;
  return `${estimated ? "~" : ""}${amount}`;
}
