/** Which code is worth colouring: more would hold up the page. */
const CHARS_MAX = 20_000;
const LINES_MAX = 500;

export function isSmall(code: string): boolean {
  return code.length <= CHARS_MAX && code.split("\n", LINES_MAX + 1).length <= LINES_MAX;
}
