/** Defaults of a project: the prefix of its identifiers and its colour. Pure. */

/** Prefix of tasks without a project. No project can have it. */
export const LOOSE_PREFIX = "T";
const PREFIX_MAX = 10;
const FALLBACK_PREFIX = "PRJ";

const COLORS = [
  ...["#6366f1", "#ef4444", "#f97316", "#eab308", "#22c55e", "#14b8a6"],
  ...["#0ea5e9", "#8b5cf6", "#d946ef", "#ec4899", "#64748b", "#84cc16"],
] as const;

/** Colour of the nth project (from 0). */
export function pickColor(count: number): string {
  return COLORS[count % COLORS.length] ?? COLORS[0];
}

/** First three letters of one word, else the initials of the first three words; letters and digits only. */
export function toPrefix(name: string): string {
  const words = name
    .normalize("NFKD")
    .toUpperCase()
    .split(/[^A-Z0-9\p{M}]+/u)
    .map((word) => word.replace(/\p{M}/gu, ""))
    .filter((word) => word !== "");
  const [first, ...others] = words;
  if (first === undefined) return FALLBACK_PREFIX;
  return others.length === 0
    ? first.slice(0, 3)
    : words
        .slice(0, 3)
        .map((word) => word.charAt(0))
        .join("");
}

/** `wanted`, or with the lowest number at its end that makes it free: `WEB`, `WEB2`, `WEB3`. */
export function freePrefix(wanted: string, isTaken: (prefix: string) => boolean): string {
  const busy = (prefix: string) => prefix === LOOSE_PREFIX || isTaken(prefix);
  let prefix = wanted;
  for (let n = 2; busy(prefix); n += 1) prefix = `${wanted.slice(0, PREFIX_MAX - String(n).length)}${n}`;
  return prefix;
}
