/** New rows while a list is read or paused: they are offered, so that nothing moves under the reader's eyes. */
"use client";
import { useState } from "react";

interface Timed {
  key: string;
  time: number;
}

/** @param rows newest first */
export function useOffered<T extends Timed>(rows: readonly T[]) {
  const [isPaused, setPaused] = useState(false);
  const [newest, setNewest] = useState<string>();
  const at = newest === undefined ? 0 : rows.findIndex(({ key }) => key === newest);
  // The row that was newest may have been filtered out: then nothing is held back.
  const hidden = Math.max(0, at);
  const hold = (): void => setNewest((old) => old ?? rows[0]?.key);
  return {
    isPaused,
    hidden,
    shown: hidden === 0 ? rows : rows.slice(hidden),
    /** The newest rows are shown; a pause goes on. */
    showAll: () => setNewest(isPaused ? rows[0]?.key : undefined),
    toggle() {
      setPaused(!isPaused);
      if (isPaused) setNewest(undefined);
      else hold();
    },
    reading: (event: { target: EventTarget }) => {
      if (isPaused || !(event.target instanceof Element)) return;
      if (event.target.scrollTop < 4) setNewest(undefined);
      else hold();
    },
  };
}
