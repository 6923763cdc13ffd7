/** Whether an answer to a heartbeat says that there is nothing to say. */

/** Longer answers say something. */
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
 * True for an empty answer, `HEARTBEAT_OK` alone, and "nothing to report" in its usual wordings, whatever the case,
 * with quotes, emphasis or a full stop around them. Anything more says something. Pure.
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
