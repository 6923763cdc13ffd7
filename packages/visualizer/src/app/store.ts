/** The one place that holds the state of a terminal view, and tells who draws it. */
import type { State } from "../state/state.js";

export interface Store {
  readonly get: () => State;
  readonly set: (next: State) => void;
  /** @returns the way to stop listening */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore(first: State): Store {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set: (next) => {
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
