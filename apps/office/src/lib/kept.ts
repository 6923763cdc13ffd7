/** What is typed and not saved. It outlives the part of the page that shows it, until the tab is closed. */
import { create } from "zustand";

/** By the name of the part. */
export const useAllKept = create<ReadonlyMap<string, unknown>>(() => new Map());

export function readStored(key: string): unknown {
  return useAllKept.getState().get(key);
}

/** @param value undefined forgets it */
export function keep(key: string, value: unknown): void {
  useAllKept.setState((before) => {
    const kept = new Map(before);
    if (value === undefined) kept.delete(key);
    else kept.set(key, value);
    return kept;
  }, true);
}

/** Forgets what is saved now, also when its part of the page was left. What was typed meanwhile stays. */
export async function forgetSaved(key: string, saving: Promise<unknown>): Promise<void> {
  const saved = readStored(key);
  await saving;
  if (readStored(key) === saved) keep(key, undefined);
}
