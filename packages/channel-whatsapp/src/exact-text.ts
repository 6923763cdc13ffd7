/**
 * Exact parts for WhatsApp, which knows no escapes. Between three backticks it shows every other mark as it is; a fence
 * inside is written out, as what cannot be seen is. No invisible character keeps marks apart. Pure.
 */
import type { ExactPart } from "@tinyagi/channels";

const FENCE = /`{3,}/g;
const WRITTEN_OUT = "\\u0060";

export function whatsAppExact(parts: readonly ExactPart[]): string {
  return parts.map(({ kind, text }) => (kind === "words" ? text : framed(text))).join("");
}

/** A backtick at an end would lengthen the frame. */
export function framed(text: string): string {
  if (text === "") return "";
  const shown = text
    .replace(FENCE, (fence) => WRITTEN_OUT.repeat(fence.length))
    .replace(/^`|`$/g, WRITTEN_OUT);
  return `\`\`\`${shown}\`\`\``;
}
