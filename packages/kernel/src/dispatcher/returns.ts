/** Runs that have waited and need a place again, in the order in which they came back. */
import type { Slot, Slots } from "./slots.js";

export interface Returns {
  /** Runs that wait for a place. */
  readonly size: number;
  /** Resolves when the run has a place, or needs none because it has ended. */
  back(slot: Slot): Promise<void>;
  /** Lets in as many as there are places for. */
  admit(): void;
}

export function createReturns(slots: Slots, places: () => number): Returns {
  let waiting: { slot: Slot; admit: () => void }[] = [];

  function admit(): void {
    while (waiting.length > 0) {
      const [first] = waiting;
      if (first === undefined) return;
      if (slots.isAway(first.slot) && slots.active >= places()) return;
      waiting = waiting.slice(1);
      slots.setAway(first.slot, false);
      first.admit();
    }
  }

  return {
    get size() {
      return waiting.length;
    },
    back(slot) {
      return new Promise((resolve) => {
        waiting.push({ slot, admit: resolve });
        admit();
      });
    },
    admit,
  };
}
