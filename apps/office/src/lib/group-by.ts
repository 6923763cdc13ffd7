/** Groups in the order of their first member. `Map.groupBy` is missing in Node 20. */
export function groupBy<T>(all: Iterable<T>, toKey: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = toKey(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
