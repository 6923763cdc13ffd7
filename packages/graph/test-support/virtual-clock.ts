/** A clock that moves only when told, so that tests of time need no waiting. */
import type { GraphClock } from "../src/index.js";

export interface VirtualClock extends GraphClock {
  /** Moves time and calls what is due, in order. */
  advance(ms: number): void;
  readonly timers: number;
}

export function createVirtualClock(start = 1_000_000): VirtualClock {
  let time = start;
  const timers = new Set<{ at: number; fn: () => void }>();
  return {
    now: () => time,
    after(ms, fn) {
      const timer = { at: time + ms, fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const due = [...timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        time = due.at;
        due.fn();
      }
      time = end;
    },
    get timers() {
      return timers.size;
    },
  };
}
