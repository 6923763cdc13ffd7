/** The keys that the page at hand has beside those of every page. Each part that listens for keys says so here. */
"use client";
import { useEffect } from "react";
import { create } from "zustand";

/** The keys, divided by spaces, and what they do, in the reader's language. */
export type KeyRow = readonly [keys: string, what: string];

const useShown = create<readonly (readonly KeyRow[])[]>(() => []);

/** For as long as the component is on the page. */
export function useKeyHelp(rows: readonly KeyRow[]): void {
  const text = JSON.stringify(rows);
  useEffect(() => {
    const own = JSON.parse(text) as readonly KeyRow[];
    useShown.setState((shown) => [...shown, own], true);
    return () => useShown.setState((shown) => shown.filter((one) => one !== own), true);
  }, [text]);
}

/** @returns each row once */
export function usePageKeys(): readonly KeyRow[] {
  return [
    ...new Map(
      useShown()
        .flat()
        .map((row) => [row.join(), row]),
    ).values(),
  ];
}
