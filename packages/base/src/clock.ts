/** Time as a dependency: everything that waits or needs the time takes a `Clock`, so that tests control it. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall time, milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never decrease; independent of changes of the wall clock. */
  monotonic(): number;
  /** Calls `fire` once after `delayMs`. The timer never keeps the process alive. */
  setTimer(delayMs: number, fire: () => void): Timer;
}

/** Longest delay of a Node timer. Longer waits must be split by their owners. */
export const TIMER_MAX_MS = 2_147_483_647;

/** The machine's clock. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    setTimer(delayMs, fire) {
      const timer = setTimeout(fire, Math.min(Math.max(0, delayMs), TIMER_MAX_MS));
      timer.unref();
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
