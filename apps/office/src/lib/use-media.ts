"use client";
import { useCallback, useSyncExternalStore } from "react";

export const PHONE = "(max-width: 767px)";
/** List, content and what belongs to it fit side by side. */
export const WIDE = "(min-width: 1180px)";
export const STILL = "(prefers-reduced-motion: reduce)";

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}
