/**
 * Who writes where, without looking at other nodes: for each path its writers, and the writers of anything below it.
 * Lists are linked and immutable, so that a generation shares them with the one before.
 */
import { PersistentMap } from "../graph/persistent-map.js";
import { claimPrefixes } from "./claim-path.js";

interface Writers {
  readonly id: string;
  readonly older: Writers | null;
}
interface Place {
  readonly at: Writers | null;
  readonly below: Writers | null;
}
const NOWHERE: Place = { at: null, below: null };

export class ClaimIndex {
  readonly #places: PersistentMap<Place>;

  private constructor(places: PersistentMap<Place>) {
    this.#places = places;
  }

  static empty(): ClaimIndex {
    return new ClaimIndex(PersistentMap.empty<Place>());
  }

  /** A new index in which `id` also writes `paths`. */
  with(id: string, paths: readonly string[]): ClaimIndex {
    if (paths.length === 0) return this;
    const changed = new Map<string, Place>();
    const place = (path: string) => changed.get(path) ?? this.#places.get(path) ?? NOWHERE;
    for (const path of paths) {
      const own = place(path);
      changed.set(path, { ...own, at: { id, older: own.at } });
      for (const prefix of claimPrefixes(path)) {
        const above = place(prefix);
        changed.set(prefix, { ...above, below: { id, older: above.below } });
      }
    }
    return new ClaimIndex(this.#places.with(changed));
  }

  /** Writers whose claims overlap one of `paths`, without repeats, newest first per path. */
  overlapping(paths: readonly string[]): string[] {
    const found = new Set<string>();
    const take = (list: Writers | null | undefined) => {
      for (let item = list ?? null; item !== null; item = item.older) found.add(item.id);
    };
    for (const path of paths) {
      const own = this.#places.get(path);
      take(own?.at);
      take(own?.below);
      for (const prefix of claimPrefixes(path)) take(this.#places.get(prefix)?.at);
    }
    return [...found];
  }
}
