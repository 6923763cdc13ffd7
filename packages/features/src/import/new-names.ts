/**
 * Names for the rows of an old list. The first row with a valid name keeps it. Every other row gets a name that no
 * other row has or wants. Pure.
 */

interface NameRules {
  /** The names of the rows, in their order. */
  old: Iterable<string>;
  isPossible: (name: string) => boolean;
  /** Makes a valid name from an invalid one. It must stay valid with `-` and a number at the end. */
  clean: (name: string) => string;
}

/** @returns a function that returns the name of the next row; call it once per row */
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
