/** Everything of a list that the daemon gives in parts. Pure. */
import type { Dated, IdOf } from "./merge-pages";

/**
 * Newest first, each once.
 *
 * @param size the most rows of a part
 * @param read those that were created before that time
 */
export async function readAll<T extends Dated>(
  read: (before: number | undefined) => Promise<T[]>,
  { size, idOf }: { size: number; idOf: IdOf<T> },
): Promise<T[]> {
  const all = new Map<string, T>();
  for (let before: number | undefined; ; ) {
    const part = await read(before);
    const known = all.size;
    for (const one of part) if (!all.has(idOf(one))) all.set(idOf(one), one);
    const oldest = part.at(-1);
    if (part.length < size || oldest === undefined) return [...all.values()];
    // Several may begin in one millisecond: it is read again, unless that told nothing new.
    before = all.size === known ? oldest.createdAt : oldest.createdAt + 1;
  }
}
