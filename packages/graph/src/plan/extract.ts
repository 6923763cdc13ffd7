/**
 * Finds the JSON object in what a model wrote: alone, in a fence, or with sentences around it.
 * Linear in the text; never evaluates anything.
 */

/** Objects tried before giving up: prose may hold braces of its own. */
const MAX_CANDIDATES = 32;

/** @returns the parsed object, preferring one that looks like a plan; `undefined` when there is none */
export function extractJson(text: string): unknown {
  const whole = tryParse(text.trim());
  if (isObject(whole)) return whole;
  let fallback: unknown;
  let tried = 0;
  let at = text.indexOf("{");
  while (at >= 0 && tried++ < MAX_CANDIDATES) {
    const end = objectEnd(text, at);
    const value = end < 0 ? undefined : tryParse(text.slice(at, end));
    if (isObject(value)) {
      if (Object.hasOwn(value, "agents")) return value;
      fallback ??= value;
    }
    at = text.indexOf("{", value === undefined ? at + 1 : end);
  }
  return fallback;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller tries the next candidate and reports when none is left.
    return undefined;
  }
}

/** Index after the brace that closes the one at `start`, or -1; braces in strings do not count. */
function objectEnd(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 123) depth++;
    else if (c === 125 && --depth === 0) return i + 1;
  }
  return -1;
}
