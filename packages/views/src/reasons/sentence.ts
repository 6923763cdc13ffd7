/** Where a sentence ends. Text of one language stands within the other one: what a program said, in the words of a home. */

const STOPS: ReadonlySet<string> = new Set([".", "。"]);
const ENDS: ReadonlySet<string> = new Set([...STOPS, "!", "?", "…", "！", "？"]);
/** Scripts from here on, with their brackets, write a wide full stop. */
const FIRST_WIDE = 0x3000;

/**
 * The text with its full stop, so that another sentence may follow it.
 *
 * @param stop - of the language around it; absent: of its own script
 */
export function asSentence(text: string, stop = stopAfter(text)): string {
  return ENDS.has(text.slice(-1)) ? text : `${text}${stop}`;
}

/** The text without its full stop: more of the sentence follows. */
export function withoutStop(text: string): string {
  return STOPS.has(text.slice(-1)) ? text.slice(0, -1) : text;
}

function stopAfter(text: string): string {
  return text.charCodeAt(text.length - 1) >= FIRST_WIDE ? "。" : ".";
}
