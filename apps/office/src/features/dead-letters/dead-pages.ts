/** Dead letters, newest first, page by page. Events make only the newest page old. Pure. */
import type { DeadLetter } from "../../lib/queries";

/**
 * The newest page is the truth for its part of the list: what is missing there is gone. Older pages stay as they were
 * read.
 *
 * @param size the most letters of a page
 */
export function mergeDead(
  pages: readonly (readonly DeadLetter[])[],
  newest: readonly DeadLetter[],
  size: number,
): DeadLetter[] {
  const end = newest.length < size ? undefined : newest.at(-1);
  if (end === undefined) return [...newest];
  const known = new Set(newest.map(({ id }) => id));
  return [...newest, ...pages.flat().filter((one) => !known.has(one.id) && isOlder(one, end))];
}

/** Whether letters between the newest page and the older ones were never read. */
export function hasDeadGap(
  pages: readonly (readonly DeadLetter[])[],
  newest: readonly DeadLetter[],
  size: number,
): boolean {
  const end = newest.length < size ? undefined : newest.at(-1);
  const [first] = pages[0] ?? [];
  return end !== undefined && first !== undefined && isOlder(first, end);
}

function isOlder(one: DeadLetter, than: DeadLetter): boolean {
  return one.timestamp < than.timestamp || (one.timestamp === than.timestamp && one.id < than.id);
}
