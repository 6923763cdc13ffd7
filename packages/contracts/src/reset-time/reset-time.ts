/**
 * How long to wait until a limit ends: the one place that reads it from headers, bodies and sentences of every provider and
 * program. Pure. Must never give a long wait that nobody meant: more than {@link UNDATED_MAX_MS} needs a date.
 */

import { timeInFields } from "./reset-fields.js";
import { type ReadTime, writtenTime } from "./written-time.js";

/** The longest wait that a text asks for without naming a day. */
export const UNDATED_MAX_MS = 12 * 3_600_000;
/** Longer waits are not believed, whatever they name: the longest period of a quota is a month. */
export const RESET_MAX_MS = 31 * 86_400_000;
/** Only the start of a text is read, so that the cost does not depend on its length. */
const READ_MAX_CHARS = 4_000;

export interface ResetFacts {
  readonly text?: string | undefined;
  /** Headers of the answer, or its parsed body. They precede the text. */
  readonly fields?: unknown;
  /** Whether the failure is a limit. Of another one, only a counter with nothing left says when to come back. Default true. */
  readonly isLimit?: boolean | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of clock times without a zone. Default: that of this machine. */
  readonly zone?: string | undefined;
}

/** Milliseconds until then; undefined if nothing says it. A time that has passed means now. */
export function resetIn({ text = "", fields, now, zone, isLimit = true }: ResetFacts): number | undefined {
  const read = text.slice(0, READ_MAX_CHARS);
  const around = { now, isLimit };
  const time =
    timeInFields(fields, around) ?? timeInFields(jsonIn(read), around) ?? writtenTime(read, now, zone);
  return time === undefined ? undefined : bounded(time, now);
}

function bounded({ at, isDated }: ReadTime, now: number): number {
  return Math.min(isDated ? RESET_MAX_MS : UNDATED_MAX_MS, Math.max(0, Math.ceil(at - now)));
}

/** Programs print the body of an answer behind words of their own. */
function jsonIn(text: string): unknown {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start === -1 || end < start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined; // It was a sentence with braces.
  }
}
