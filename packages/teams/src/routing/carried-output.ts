/** Outputs of agents that TinyAGI puts into another agent's prompt. They are cut, so that no prompt grows without limit. */
import { quoteForgedHeaders } from "@tinyagi/kernel";

/** Most characters of one output. */
export const CARRIED_OUTPUT_MAX_CHARS = 20_000;
/** Most characters of all outputs in one prompt. */
export const CARRIED_TOTAL_MAX_CHARS = 100_000;

/** Returns the outputs in the same order, none longer than its share. A shortened output states how much is missing. */
export function carryOutputs<T extends { text: string }>(outputs: readonly T[]): T[] {
  const share = Math.min(
    CARRIED_OUTPUT_MAX_CHARS,
    Math.floor(CARRIED_TOTAL_MAX_CHARS / Math.max(1, outputs.length)),
  );
  return outputs.map((output) => ({ ...output, text: quoteForgedHeaders(cut(output.text, share)) }));
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = cutChars(text, max);
  return `${kept}\n[… ${text.length - kept.length} more characters were left out]`;
}

/** The first `max` characters of a text, without half a surrogate pair. */
export function cutChars(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
