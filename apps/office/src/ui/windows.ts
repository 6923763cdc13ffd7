/** The windows that are open. What must be reached while one is open is shown inside it: all else is inert. */
"use client";
import { create } from "zustand";

const useWindows = create<readonly HTMLElement[]>(() => []);

/** @returns says that it is closed */
export function addWindow(element: HTMLElement): () => void {
  useWindows.setState((open) => [...open, element], true);
  return () => useWindows.setState((open) => open.filter((one) => one !== element), true);
}

/** The window on top; undefined when none is open. */
export function useTopWindow(): HTMLElement | undefined {
  return useWindows((open) => open.at(-1));
}
