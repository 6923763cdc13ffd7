/** Rows whose deletion can still be undone. They are not shown, whatever the daemon lists meanwhile. */
import { create, type StoreApi, type UseBoundStore } from "zustand";

export interface Leaving<Id> {
  readonly set: (id: Id, leaves: boolean) => void;
  readonly use: UseBoundStore<StoreApi<ReadonlySet<Id>>>;
}

/** One list of such rows, for all components of the page. */
export function createLeaving<Id>(): Leaving<Id> {
  const use = create<ReadonlySet<Id>>(() => new Set());
  return {
    use,
    set: (id, leaves) =>
      use.setState((before) => {
        const others = [...before].filter((one) => one !== id);
        return new Set(leaves ? [...others, id] : others);
      }, true),
  };
}
