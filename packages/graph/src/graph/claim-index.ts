/**
 * Who writes where, without looking at other nodes: for each path its writers, and the writers of anything below it.
 * Lists are linked and immutable, so that a generation shares them with the one before.
 */

import { claimPrefixes } from "./claim-path.js";
import { PersistentMap } from "./persistent-map.js";

interface Writers {
  readonly id: string;
  /** Position in the order of insertion. */
  readonly at: number;
  readonly older: Writers | null;
}
interface Place {
  readonly at: Writers | null;
  readonly below: Writers | null;
}
const NOWHERE: Place = { at: null, below: null };

export class ClaimIndex {
  readonly #places: PersistentMap<Place>;
  readonly #writers: number;

  private constructor(places: PersistentMap<Place>, writers: number) {
    this.#places = places;
    this.#writers = writers;
  }

  static empty(): ClaimIndex {
    return new ClaimIndex(PersistentMap.empty<Place>(), 0);
  }

  /** A new index in which `id` also writes `paths`. */
  with(id: string, paths: readonly string[]): ClaimIndex {
    if (paths.length === 0) return this;
    const changed = new Map<string, Place>();
    const at = this.#writers;
    const place = (path: string) => changed.get(path) ?? this.#places.get(path) ?? NOWHERE;
    for (const path of paths) {
      const own = place(path);
      changed.set(path, { ...own, at: { id, at, older: own.at } });
      for (const prefix of claimPrefixes(path)) {
        const above = place(prefix);
        changed.set(prefix, { ...above, below: { id, at, older: above.below } });
      }
    }
    return new ClaimIndex(this.#places.with(changed), at + 1);
  }

  /** Writers whose claims overlap one of `paths`, without repeats, newest first. */
  overlapping(paths: readonly string[]): string[] {
    const found = new Map<string, number>();
    const take = (list: Writers | null | undefined) => {
      for (let item = list ?? null; item !== null; item = item.older) found.set(item.id, item.at);
    };
    for (const path of paths) {
      const own = this.#places.get(path);
      take(own?.at);
      take(own?.below);
      for (const prefix of claimPrefixes(path)) take(this.#places.get(prefix)?.at);
    }
    if (found.size < 2) return [...found.keys()];
    return [...found].sort((a, b) => b[1] - a[1]).map(([id]) => id);
  }
}
