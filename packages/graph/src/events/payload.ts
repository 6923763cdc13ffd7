/** What nodes put into events: redacted first and then cut. A value that could not be redacted is never shown. */
import { redactSecrets } from "@tinyagi/contracts";

/** A value of a node in an event. */
export interface NodePayload {
  /** Redacted; a preview in JSON when `truncated`. */
  value?: unknown;
  truncated?: true;
  /** Why there is no value. */
  dropped?: "redactor" | "unserialisable";
}

/** Longest JSON text of a value, characters. */
const MAX_CHARS = 16_384;

/** Never throws. */
export function nodePayload(value: unknown, redact?: (text: string) => unknown): NodePayload {
  let redacted: unknown;
  try {
    redacted = redact === undefined ? redactSecrets(value) : redactSecrets(value, textBy(redact));
  } catch {
    // Its error may hold the very text that had to be taken out.
    return { dropped: "redactor" };
  }
  try {
    const text = JSON.stringify(redacted);
    if (text === undefined) return { dropped: "unserialisable" };
    if (text.length > MAX_CHARS) return { value: text.slice(0, MAX_CHARS), truncated: true };
    return { value: JSON.parse(text) };
  } catch {
    return { dropped: "unserialisable" };
  }
}

function textBy(redact: (text: string) => unknown): (text: string) => string {
  return (text) => {
    const clean = redact(text);
    if (typeof clean !== "string") throw new TypeError("The redactor returned no text.");
    return clean;
  };
}
