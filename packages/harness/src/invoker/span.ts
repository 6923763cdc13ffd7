/** @returns a length of time as people say it: `10 min`, `90 s`, `300 ms`. @param ms milliseconds */
export function spanOf(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms >= 120_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${Math.round(ms / 1_000)} s`;
}
