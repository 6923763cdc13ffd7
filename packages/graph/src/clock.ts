/** Time as a dependency: everything that waits or stamps takes a {@link GraphClock}. */

export interface GraphClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fn` once after `ms` milliseconds; the returned function forgets it. */
  after(ms: number, fn: () => void): () => void;
}

/** The longest delay a timer of the platform can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The clock of the machine. A waiting timer keeps the process alive, as its run does. */
export const systemClock: GraphClock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, Math.min(ms, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
