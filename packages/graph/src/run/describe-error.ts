/**
 * What events and journals say of an error: its name and message, redacted first and then cut, never its stack. A text
 * that could not be redacted is left out. The caller of a run gets the error itself.
 */
import { isAppError, type NodeWhy, redactSecrets } from "@tinyagi/contracts";
import { CancelledError } from "../errors.js";

export interface DescribedError {
  name: string;
  message: string;
  code?: string;
  /** Of a node that was cancelled from above. */
  why?: NodeWhy;
}

/** Takes out what must not be stored. One that throws drops the text. */
export type Redact = (text: string) => unknown;

const MAX_NAME_CHARS = 100;
const MAX_MESSAGE_CHARS = 2_000;
/** Looked at for secrets; what lies beyond is dropped unseen. */
const MAX_READ_CHARS = 100_000;

export function describeError(error: unknown, redact: Redact = redactSecrets): DescribedError {
  const clean = (text: string, maxChars: number) => cleanText(text, { redact, maxChars });
  if (!(error instanceof Error)) return { name: "Error", message: clean(toText(error), MAX_MESSAGE_CHARS) };
  const base = {
    name: clean(String(error.name), MAX_NAME_CHARS),
    message: clean(String(error.message), MAX_MESSAGE_CHARS),
  };
  if (!isAppError(error)) return base;
  const why = error instanceof CancelledError ? { why: cleanWhy(error.why, clean) } : {};
  return { ...base, code: error.code, ...why };
}

function cleanWhy(why: NodeWhy, clean: (text: string, maxChars: number) => string): NodeWhy {
  return "said" in why ? { ...why, said: clean(why.said, MAX_MESSAGE_CHARS) } : why;
}

function toText(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    // An object without a text of its own; that it was thrown is all there is to say.
    return typeof thrown;
  }
}

function cleanText(text: string, o: { redact: Redact; maxChars: number }): string {
  try {
    const redacted = o.redact(text.slice(0, MAX_READ_CHARS));
    return typeof redacted === "string" ? redacted.slice(0, o.maxChars) : "[dropped]";
  } catch {
    // The redactor's own error may hold the very text it should have taken out.
    return "[dropped]";
  }
}
