/**
 * Takes characters off the end of a text. An expression such as `/-+$/` does the same in quadratic time: it starts again at
 * each `-` of a text that does not end in one.
 */

/** The text without all of `characters` at its end. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
