/** A sum of which a part was estimated carries `~`. */
export function sumOfMoney({ costUsd, estimated }: { costUsd: number | null; estimated: boolean }): string {
  return costUsd === null ? "–" : `${estimated ? "~" : ""}${money(costUsd)}`;
}

/** US dollars. What no run reported is a dash, never 0. */
export function money(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return "–";
  return `$${usd < 0.01 && usd > 0 ? usd.toFixed(4) : usd.toFixed(2)}`;
}
