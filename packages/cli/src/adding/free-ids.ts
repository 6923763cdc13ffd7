/** Names in this home for what an import brings: nothing that exists is changed. Pure. */

/** @returns the name here of each wanted one: itself, or with a number */
export function freeNames(
  wanted: readonly string[],
  isTaken: (name: string) => boolean,
  maxChars: number,
): Map<string, string> {
  const given = new Map<string, string>();
  const used = new Set<string>();
  for (const name of wanted) {
    let free = name;
    for (let number = 2; isTaken(free) || used.has(free); number += 1)
      free = `${name.slice(0, maxChars - 5)}-${number}`;
    used.add(free);
    given.set(name, free);
  }
  return given;
}
