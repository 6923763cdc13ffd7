/** Time as a dependency: everything that waits or stamps takes a `Clock`, so that tests own the time. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall time, milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that only ever grow; unaffected by changes of the wall clock. */
  monotonic(): number;
  /** Calls `fire` once after `delayMs`; the timer never keeps the process alive. */
  setTimer(delayMs: number, fire: () => void): Timer;
}

/** Longest delay a Node timer can hold; longer waits are cut and re-armed by their owners. */
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
