/** A long list whose newest part is read again at events, while older pages stay as they were read. Pure. */
export interface Dated {
  /** Milliseconds since the epoch. */
  createdAt: number;
}
export type IdOf<T> = (one: T) => string;

/** Newest first; of one that is in both, the newer reading counts. */
export function mergePages<T extends Dated>(
  pages: readonly (readonly T[])[],
  newest: readonly T[],
  idOf: IdOf<T>,
): T[] {
  const byId = new Map<string, T>();
  for (const one of [...pages.flat(), ...newest]) byId.set(idOf(one), one);
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt || (idOf(a) < idOf(b) ? 1 : -1));
}

/**
 * One page of several lists: down to where all of them were read, so that the next page leaves nothing out.
 *
 * @param size the most rows that each list had to give; a shorter one was read to its end
 */
export function pageOfAll<T extends Dated>(
  lists: readonly (readonly T[])[],
  size: number,
  idOf: IdOf<T>,
): T[] {
  const ends = lists.flatMap((list) => (list.length < size ? [] : list.slice(-1)));
  const end = Math.max(0, ...ends.map(({ createdAt }) => createdAt));
  return mergePages(lists, [], idOf).filter(({ createdAt }) => createdAt >= end);
}

/** Whether anything between the newest ones and the older pages was never read. */
export function hasGap<T>(pages: readonly (readonly T[])[], newest: readonly T[], idOf: IdOf<T>): boolean {
  const known = new Set(pages[0]?.map(idOf));
  return known.size > 0 && newest.length > 0 && !newest.some((one) => known.has(idOf(one)));
}
