/** The windows that are open. What must be reached while one is open is shown inside it: all else is inert. */
"use client";
import { useSyncExternalStore } from "react";

let windows: readonly HTMLElement[] = [];
const listeners = new Set<() => void>();

/** @returns says that it is closed */
export function addWindow(element: HTMLElement): () => void {
  set([...windows, element]);
  return () => set(windows.filter((one) => one !== element));
}

/** The window on top; undefined when none is open. */
export function useTopWindow(): HTMLElement | undefined {
  return useSyncExternalStore(
    subscribe,
    () => windows.at(-1),
    () => undefined,
  );
}

function set(next: readonly HTMLElement[]): void {
  windows = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
