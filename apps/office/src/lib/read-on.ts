/** Whether a list asks for its next page by itself. Pure. */

/** So many rows before the end the next page is asked for. */
const NEAR_END = 20;

/**
 * Rows may stand for many of what is read, so that a page adds none: then it is for a person to say that they want more.
 *
 * @param list.last the last row on the screen @param list.asked how many rows there were when it asked last
 */
export function readsOn({ rows, last, asked }: { rows: number; last: number; asked: number }): boolean {
  return rows > Math.max(0, asked) && last >= rows - NEAR_END;
}
