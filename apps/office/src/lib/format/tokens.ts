/** Numbers of tokens: `880`, `9.6 k`, `12 M`. Unknown is a dash, never 0. */
export function tokens(count: number | null | undefined): string {
  if (count === null || count === undefined) return "–";
  if (count < 1_000) return `${Math.round(count)}`;
  if (count < 1_000_000) return `${short(count / 1_000)} k`;
  return `${short(count / 1_000_000)} M`;
}

function short(value: number): string {
  return value < 10 ? value.toFixed(1) : `${Math.round(value)}`;
}
