/** Recognises an answer to a heartbeat that reports nothing. */

/** Longer answers always count as a report. */
const QUIET_MAX_CHARS = 80;
const TOKEN = "heartbeat_ok";
const PHRASES: ReadonlySet<string> = new Set([
  "",
  TOKEN,
  "nothing to report",
  "i have nothing to report",
  "there is nothing to report",
  "nothing new to report",
  "nothing to report at this time",
  "nothing new",
  "no updates",
  "no update",
  "no updates to report",
]);

/**
 * True for an empty answer, for `HEARTBEAT_OK` alone and for the usual forms of "nothing to report", in any case,
 * with optional quotes, emphasis or full stop. Any other text counts as a report. Pure.
 */
export function saysNothing(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > QUIET_MAX_CHARS) return false;
  const words = trimmed
    .toLowerCase()
    .replace(/^["'`*_([\s]+|["'`*_)\].!\s]+$/g, "")
    .replaceAll("’", "'")
    .replace(/\s+/g, " ");
  return PHRASES.has(words);
}
