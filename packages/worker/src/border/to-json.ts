/** What is sent to the other machine, in the form and within the bounds in which it can be read there. */
import { isTooDeep, MAX_DEPTH } from "../engine/json-depth.js";
import type { NewRun } from "../messages.js";

/** Of what stands in an entry. */
const DEPTH_MAX = MAX_DEPTH - 10;

type Json = NewRun["request"];

/** As the other side will read it. @returns undefined for what it would refuse */
export function toJson(value: unknown, maxBytes: number): Json | undefined {
  const text = toText(value);
  if (text === undefined || Buffer.byteLength(text) > maxBytes || isTooDeep(text, DEPTH_MAX))
    return undefined;
  return JSON.parse(text);
}

function toText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack, or longer than a string: the answer is that there is no text.
    return undefined;
  }
}
