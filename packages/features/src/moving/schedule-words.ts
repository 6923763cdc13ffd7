/** Times and names of foreign schedules. Pure. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A cron expression that is due as often; undefined where none is. */
export function cronOfInterval(everyMs: unknown): string | undefined {
  if (typeof everyMs !== "number" || !Number.isSafeInteger(everyMs) || everyMs < MINUTE_MS) return undefined;
  if (everyMs === DAY_MS) return "0 0 * * *";
  if (everyMs % HOUR_MS === 0 && 24 % (everyMs / HOUR_MS) === 0) return `0 */${everyMs / HOUR_MS} * * *`;
  const minutes = everyMs / MINUTE_MS;
  if (!Number.isInteger(minutes) || 60 % minutes !== 0) return undefined;
  return minutes === 1 ? "* * * * *" : `*/${minutes} * * * *`;
}

/** A valid label; one with a number when nothing of the name can be used. */
export function toLabel(name: string | undefined, index: number): string {
  const label = (name ?? "")
    .slice(0, 300)
    .replace(/[^\p{L}\p{N} _.:@#+'’-]/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 100)
    .trim();
  return label === "" ? `imported-${index + 1}` : label;
}
