/** Payloads: redacted first, then measured. A text that could not be redacted is never shown. */
import { redactSecrets } from "@tinyagi/contracts";
import type { EventPayload } from "./event.js";

/** How texts of people, models and tools are prepared for events. */
export interface PayloadOptions {
  /** Default {@link redactSecrets}. One that throws drops the payload. */
  redact?: (value: unknown) => unknown;
  /** Longest JSON text of a payload, default 16,384 characters; a longer one is cut to a preview. */
  maxChars?: number;
}

const DEFAULT_MAX_CHARS = 16_384;

/** Never throws. */
export function makePayload(read: () => unknown, options: PayloadOptions): EventPayload {
  const maxChars = options.maxChars ?? DEFAULT_MAX_CHARS;
  let redacted: unknown;
  try {
    redacted = (options.redact ?? redactSecrets)(read());
  } catch {
    // Its error may hold the very text that had to be taken out.
    return { dropped: "redactor" };
  }
  try {
    const text = JSON.stringify(redacted);
    if (text === undefined) return { dropped: "unserialisable" };
    if (text.length <= maxChars) return { value: JSON.parse(text) };
    return { value: text.slice(0, maxChars), truncated: true };
  } catch {
    return { dropped: "unserialisable" };
  }
}
