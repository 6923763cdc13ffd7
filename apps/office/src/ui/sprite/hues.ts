/** The colours of teams: each from its id, and no two the same while there are enough. Pure. */
import { computeHash } from "./dna";

/** The colours of identity in `tokens.css`. */
export const HUES = 12;

/** @returns the number of each id's colour. It depends only on which ids there are, not on their order. */
export function toHues(ids: readonly string[]): ReadonlyMap<string, number> {
  const hues = new Map<string, number>();
  const taken = new Set<number>();
  for (const id of [...ids].sort()) {
    if (taken.size === HUES) taken.clear();
    let hue = computeHash(id) % HUES;
    while (taken.has(hue)) hue = (hue + 1) % HUES;
    taken.add(hue);
    hues.set(id, hue);
  }
  return hues;
}
