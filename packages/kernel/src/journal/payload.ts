/**
 * The arguments and outputs of tools as the journal may keep them: by the policy of the settings, redacted first, then
 * shortened. A text that could not be redacted is dropped.
 */
import { cutText } from "@tinyagi/base";
import { createLiveText, type LiveText } from "./live-text.js";
import type { Redactor } from "./redactor.js";

/** In place of a text that could not be redacted. */
const WITHHELD = "[not recorded]";

export interface PayloadPolicy {
  readonly payloads: "none" | "redacted";
  readonly maxPayloadChars: number;
}

export interface Payloads {
  /** @returns undefined when nothing may be kept */
  prepare(value: unknown): string | undefined;
  /** A text that must be kept, such as the reason of a failure, without credentials. */
  text(text: string): string;
  /** For the text of one run while it is written. */
  live(): LiveText;
}

export function createPayloads(redactor: Redactor, policy: () => PayloadPolicy): Payloads {
  return {
    live: () => createLiveText(redactor),
    text(text) {
      try {
        return redactor.text(text);
      } catch {
        return WITHHELD;
      }
    },
    prepare(value) {
      const { payloads, maxPayloadChars } = policy();
      if (value === undefined || payloads === "none") return undefined;
      try {
        const text = typeof value === "string" ? redactor.text(value) : JSON.stringify(redactor.value(value));
        if (text === undefined || text.length <= maxPayloadChars) return text;
        return `${cutText(text, maxPayloadChars)}…`;
      } catch {
        // The error may hold the very text that had to be taken out.
        return undefined;
      }
    },
  };
}
