/** Counts events within a time window. In memory; bounded by its limit. */
import type { Clock } from "@tinyagi/base";

export interface RateWindow {
  /** Whether the limit is reached. */
  full(): boolean;
  /** @returns a function that removes this event from the count */
  add(): () => void;
}

export function createRateWindow(options: { clock: Clock; limit: number; windowMs: number }): RateWindow {
  const { clock, limit, windowMs } = options;
  let times: number[] = [];
  const current = (): number[] => {
    const now = clock.monotonic();
    times = times.filter((at) => now - at < windowMs);
    return times;
  };
  return {
    full: () => current().length >= limit,
    add() {
      const at = clock.monotonic();
      if (current().length < limit) times.push(at);
      return () => {
        const index = times.indexOf(at);
        if (index !== -1) times.splice(index, 1);
      };
    },
  };
}
