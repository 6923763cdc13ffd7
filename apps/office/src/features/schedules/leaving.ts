/** Schedules whose deletion can still be undone. They are not shown, whatever the daemon lists meanwhile. */
import { useSyncExternalStore } from "react";

let leaving: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

export function setLeaving(id: string, leaves: boolean): void {
  const next = new Set(leaving);
  if (leaves) next.add(id);
  else next.delete(id);
  leaving = next;
  for (const listener of listeners) listener();
}

export function useLeaving(): ReadonlySet<string> {
  return useSyncExternalStore(
    subscribe,
    () => leaving,
    () => leaving,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
