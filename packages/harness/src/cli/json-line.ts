/** Reads JSON lines of agent CLIs safely. Any field can be missing, have another type, or be hostile. Must never throw. */
import { nestsTooDeep } from "@tinyagi/contracts";

/** A JSON object of unknown shape. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a line that should contain one JSON object. Returns undefined for anything else. */
export function parseJsonLine(line: string): JsonObject | undefined {
  if (!line.trimStart().startsWith("{") || nestsTooDeep(line)) return undefined;
  try {
    return toObject(JSON.parse(line));
  } catch {
    return undefined; // CLIs mix warnings into their output; such a line says nothing of the run.
  }
}

export function toObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function toText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function toNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A token count: an integer of at least 0, or undefined. */
export function countOf(value: unknown): number | undefined {
  const number = toNumber(value);
  return number === undefined || number < 0 ? undefined : Math.round(number);
}

/** Removes undefined fields, as types with exact optional properties require. */
export function compact<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
