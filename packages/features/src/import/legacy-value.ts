/**
 * Reads values of 0.0.20, which validated nothing. A column or key that is missing or of the wrong type gets a
 * default.
 */

/** The latest time that a `Date` can represent, in milliseconds since the epoch. */
const TIME_MAX = 8_640_000_000_000_000;

/** A row or object of unknown shape. */
export type LegacyRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is LegacyRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function toText(value: unknown, otherwise = ""): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : otherwise;
}

/** Null for an empty text and for a value that is not a text. */
export function textOrNull(value: unknown): string | null {
  const text = toText(value);
  return text === "" ? null : text;
}

/**
 * Milliseconds since the epoch, from a number or an ISO date. The default for a time that no `Date` can represent.
 */
export function timeOf(value: unknown, otherwise: number): number {
  const time = typeof value === "string" && !/^\d+$/.test(value) ? Date.parse(value) : toNumber(value);
  return time >= 1 && time <= TIME_MAX ? Math.trunc(time) : otherwise;
}

/** An object is no number, whatever it converts itself to: doing so may throw. */
function toNumber(value: unknown): number {
  return ["number", "bigint", "string"].includes(typeof value) ? Number(value) : Number.NaN;
}

/** A non-negative whole number. */
export function countOf(value: unknown): number {
  const number = toNumber(value);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

/** JSON text of a list of texts. Any other value becomes an empty list. */
export function toTextList(value: unknown): string {
  const parsed = typeof value === "string" ? parsedOrNull(value) : value;
  return JSON.stringify(Array.isArray(parsed) ? parsed.filter((item) => typeof item === "string") : []);
}

/** The JSON text of an object, or null. */
export function toObjectText(value: unknown): string | null {
  const parsed = typeof value === "string" ? parsedOrNull(value) : value;
  return isRecord(parsed) ? JSON.stringify(parsed) : null;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // 0.0.20 wrote JSON here. Other text contains nothing to keep.
    return null;
  }
}
