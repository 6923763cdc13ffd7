/**
 * Finds the JSON object in what a model wrote: alone, in a fence, or with sentences around it. A broken plan is never
 * taken for one of the objects inside it. Linear in the text for each candidate; never evaluates anything.
 */
import { findJsonError, type JsonError } from "./json-error.js";
import { repairJson } from "./json-repair.js";

/** Objects tried before giving up: prose may hold braces of its own. */
const MAX_CANDIDATES = 32;
/** What tells a plan from any other object, also when it is broken. */
const PLAN_MARK = /"agents"\s*:/;
/** What stands before an object that is the whole answer: nothing, or the opening of a fence. */
const OPENS_TEXT = /^(?:[^`{]*```\w*)?\s*$/;

export interface Extracted {
  /** The object, preferring one that looks like a plan. */
  value?: object;
  /** The first error of a text that looks like a plan and cannot be read. Only without a value that does. */
  error?: JsonError;
}

/** @returns neither value nor error when there is no object at all */
export function extractJson(text: string): Extracted {
  const whole = tryParse(text);
  if (isObject(whole)) return { value: whole };
  let fallback: object | undefined;
  let error: JsonError | undefined;
  let tried = 0;
  let at = text.indexOf("{");
  while (at >= 0 && tried++ < MAX_CANDIDATES) {
    const end = objectEnd(text, at);
    const candidate = text.slice(at, end ?? text.length);
    const meansPlan = PLAN_MARK.test(candidate) || OPENS_TEXT.test(text.slice(0, at));
    const value = end === undefined ? undefined : (tryParse(candidate) ?? repaired(candidate, meansPlan));
    if (!isObject(value)) {
      if (meansPlan) error ??= findJsonError(text, at);
    } else if (Object.hasOwn(value, "agents")) return { value };
    else fallback ??= value;
    at = text.indexOf("{", isObject(value) && end !== undefined ? end : at + 1);
  }
  if (error !== undefined) return { error };
  return fallback === undefined ? {} : { value: fallback };
}

function repaired(candidate: string, meansPlan: boolean): unknown {
  return meansPlan ? tryParse(repairJson(candidate)) : undefined;
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

/** Index after the brace that closes the one at `start`; braces in strings do not count. */
function objectEnd(text: string, start: number): number | undefined {
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
  return undefined;
}
