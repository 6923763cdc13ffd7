/** A clock that tests advance. Timers fire in order of their time, then of their creation. */
import type { Clock } from "./clock.js";

export interface VirtualClock extends Clock {
  /** Advances time by `ms` and fires every timer that becomes due, each at its own time. */
  advance(ms: number): void;
  /** Moves only the wall clock, as a sleep of the machine or a change of its clock does. No timer fires. */
  skip(ms: number): void;
}

interface Waiting {
  at: number;
  fire: () => void;
}

/** @param start wall time in milliseconds since the epoch; default 2026-01-01 */
export function createVirtualClock(start: number = Date.UTC(2026, 0, 1)): VirtualClock {
  /** What the wall clock shows beyond the time that timers saw pass. */
  let skipped = 0;
  let now = start;
  let waiting: Waiting[] = [];
  return {
    now: () => now + skipped,
    monotonic: () => now - start,
    setTimer(delayMs, fire) {
      const timer = { at: now + Math.max(0, delayMs), fire };
      waiting.push(timer);
      return {
        cancel() {
          waiting = waiting.filter((other) => other !== timer);
        },
      };
    },
    skip(ms) {
      skipped += ms;
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = waiting.reduce<Waiting | undefined>(
          (first, timer) => (timer.at <= end && (first === undefined || timer.at < first.at) ? timer : first),
          undefined,
        );
        if (next === undefined) break;
        waiting = waiting.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.fire();
      }
      now = end;
    },
  };
}
