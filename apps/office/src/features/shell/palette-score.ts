/** How well a row of the palette matches what was typed. Pure. */

/** Before the value of a row that the daemon found in a text: it matches by what the reader does not see. */
export const FOUND = "found ";

const [WHOLE, START, WORDS, INSIDE, IN_TEXT, SCATTERED, NONE] = [1, 0.9, 0.8, 0.6, 0.3, 0.05, 0];

/**
 * @param value what the row is called, and its other names
 * @param hasFound whether something was found in texts: then letters with others between them are no match, since what
 *   stands first must not be a guess
 * @returns 0 for no match, at most 1
 */
export function scoreOf(value: string, typed: string, hasFound: boolean): number {
  const [name, wanted] = [value.toLowerCase(), typed.trim().toLowerCase()];
  if (name.startsWith(FOUND)) return IN_TEXT;
  if (name === wanted) return WHOLE;
  if (name.startsWith(wanted)) return START;
  const words = wordsIn(name);
  const asked = wordsIn(wanted);
  if (asked.length > 0 && asked.every((word) => words.some((one) => one.startsWith(word)))) return WORDS;
  if (name.includes(wanted)) return INSIDE;
  return !hasFound && isScattered(wanted, name) ? SCATTERED : NONE;
}

function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether all letters occur in this order, with others between them. */
function isScattered(wanted: string, name: string): boolean {
  let at = 0;
  for (const letter of wanted.replaceAll(/\s/g, "")) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
