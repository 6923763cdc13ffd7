/** The fields of a form that somebody changed; the others follow what is stored. Pure. */

/** @returns what differs from `now`; undefined when nothing does */
export function differing<T extends object>(now: T, edits: Partial<T>): Partial<T> | undefined {
  const changed = Object.entries(edits).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(now[field as keyof T]),
  );
  return changed.length === 0 ? undefined : (Object.fromEntries(changed) as Partial<T>);
}
