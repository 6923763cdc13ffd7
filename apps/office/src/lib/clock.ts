/** The time for relative texts. One timer for the whole page, stopped while it is hidden. */
"use client";
import { useSyncExternalStore } from "react";
import { daemonNow } from "./daemon-clock";

const TICK_MS = 10_000;
const listeners = new Set<() => void>();
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  if (document.hidden) return;
  now = daemonNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    timer = setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener("visibilitychange", tick);
  };
}

/** Milliseconds since the epoch, renewed every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(
    subscribe,
    () => {
      if (now === 0) now = daemonNow();
      return now;
    },
    () => 0,
  );
}
