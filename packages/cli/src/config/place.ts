/** Parses keys of the settings: `agents.coder.model`, or a JSON pointer if a key contains a dot. */
import { usageError } from "../error/cli-error.js";

/**
 * @param text dotted keys, entries of lists by number; with a `/` in front a JSON pointer (RFC 6901)
 * @throws CliError usage for an empty step
 */
export function parsePlace(text: string): string[] {
  const steps = text.startsWith("/")
    ? text
        .slice(1)
        .split("/")
        .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    : text.split(".");
  if (steps.some((step) => step === ""))
    throw usageError(
      "This is not a path to a setting.",
      "Write it like agents.coder.model, or as a JSON pointer: /channels/defaults/491@c.us",
    );
  return steps;
}

/** The value at that place; `undefined` without one. */
export function valueAt(root: unknown, place: readonly string[]): unknown {
  let value = root;
  for (const step of place) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** A value of a command line: JSON where it is JSON, else the text itself. */
export function parseValue(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // Most values are words, which are not JSON.
    return text;
  }
}

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
