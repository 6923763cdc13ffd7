/**
 * Names for the rows of an old list: what is possible stays with the first row that has it, everything else gets a
 * name that no other row has or wants. Pure.
 */

interface NameRules {
  /** Names the rows have, in their order. */
  old: Iterable<string>;
  isPossible: (name: string) => boolean;
  /** A possible name made from an impossible one; with `-` and a number behind it is possible, too. */
  clean: (name: string) => string;
}

/** @returns the name of the next row, to be asked once for each */
export function createNames({ old, isPossible, clean }: NameRules): (name: string) => string {
  const wanted = new Set([...old].filter(isPossible));
  const taken = new Set<string>();
  return (name) => {
    const isKept = isPossible(name) && !taken.has(name);
    const free = isKept ? name : freeName(clean(name), (other) => wanted.has(other) || taken.has(other));
    taken.add(free);
    return free;
  };
}

function freeName(base: string, isTaken: (name: string) => boolean): string {
  let name = base;
  for (let number = 2; isTaken(name); number += 1) name = `${base}-${number}`;
  return name;
}
