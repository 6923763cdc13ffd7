/** The settings as plain JSON: read and changed by path. Nothing is changed in place. Pure. */

export type Json = Readonly<Record<string, unknown>>;

const HAS_KEY = "hasKey";

/** The masked settings without the marks beside masks, which are no settings. */
export function withoutMarks<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutMarks) as T;
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key, part]) => key !== HAS_KEY || part !== true);
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutMarks(part)])) as T;
}

export function valueAt(settings: Json, path: readonly string[]): unknown {
  let value: unknown = settings;
  for (const step of path) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

/**
 * A copy with another value at the path; without a value, nothing is there. Missing parts on the way are created. A key
 * such as `__proto__` is a key like any other.
 */
export function withValue(settings: Json, [step, ...rest]: readonly string[], value: unknown): Json {
  if (step === undefined) return settings;
  const below = valueAt(settings, [step]);
  const next = rest.length === 0 ? value : withValue(isObject(below) ? below : {}, rest, value);
  if (next !== undefined) return { ...settings, [step]: next };
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key !== step));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
