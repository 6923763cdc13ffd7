/** Times for people: short and relative; the absolute time goes into a tooltip. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `now`, `12 min`, `3 h`, `2 d`. @param ms how long; negative counts as now */
export function span(ms: number): string {
  if (ms < 10_000) return "now";
  if (ms < MINUTE) return `${Math.floor(ms / 1_000)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** How long something took: `0.4 s`, `3 min 41 s`. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / 1_000)} s`;
  return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
}

/** Made once: one formatter costs as much as drawing a whole row. */
let whole: Intl.DateTimeFormat | undefined;

/** The whole time with its zone, in the reader's own. */
export function absolute(time: number): string {
  whole ??= new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
  return whole.format(time);
}

/** Midnight of the reader's day. */
export function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
