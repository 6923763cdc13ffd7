/** The keys that the page at hand has beside those of every page. Each part that listens for keys says so here. */
"use client";
import { useEffect, useSyncExternalStore } from "react";

/** The keys, divided by spaces, and what they do, in the reader's language. */
export type KeyRow = readonly [keys: string, what: string];

let shown: readonly (readonly KeyRow[])[] = [];
const listeners = new Set<() => void>();

function change(next: typeof shown): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** For as long as the component is on the page. */
export function useKeyHelp(rows: readonly KeyRow[]): void {
  const text = JSON.stringify(rows);
  useEffect(() => {
    const own = JSON.parse(text) as readonly KeyRow[];
    change([...shown, own]);
    return () => change(shown.filter((one) => one !== own));
  }, [text]);
}

/** @returns each row once */
export function usePageKeys(): readonly KeyRow[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
    () => shown,
  );
  return [...new Map(all.flat().map((row) => [row.join(), row])).values()];
}
