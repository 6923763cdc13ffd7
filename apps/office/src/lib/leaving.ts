/** Rows whose deletion can still be undone. They are not shown, whatever the daemon lists meanwhile. */
import { useSyncExternalStore } from "react";

export interface Leaving<Id> {
  readonly set: (id: Id, leaves: boolean) => void;
  readonly use: () => ReadonlySet<Id>;
}

/** One list of such rows, for all components of the page. */
export function createLeaving<Id>(): Leaving<Id> {
  let leaving: ReadonlySet<Id> = new Set();
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    set(id, leaves) {
      const next = new Set(leaving);
      if (leaves) next.add(id);
      else next.delete(id);
      leaving = next;
      for (const listener of listeners) listener();
    },
    use: () =>
      useSyncExternalStore(
        subscribe,
        () => leaving,
        () => leaving,
      ),
  };
}
