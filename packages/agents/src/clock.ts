/** Time as a dependency: everything that waits or stamps takes an {@link AgentClock}. Must never poll. */
import { setMaxListeners } from "node:events";

/** The clock of a run; structurally the clock of `@tinyagi/graph`. */
export interface AgentClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fn` once after `ms` milliseconds; the returned function forgets it. */
  after(ms: number, fn: () => void): () => void;
}

/** One signal may stand above any number of runs and calls: that is no leak, so Node need not warn of one. */
export function allowManyListeners(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}

/** The longest delay a timer of the platform can hold, 24.8 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** The clock of the machine. A waiting timer keeps the process alive, as its run does. */
export const systemClock: AgentClock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, Math.min(Math.max(0, ms), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/**
 * Resolves after `ms` milliseconds of `clock`.
 * @throws the reason of `signal` as soon as it aborts; the timer is forgotten then
 */
export function waitMs(ms: number, clock: AgentClock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const forget = clock.after(ms, () => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
    function abort(): void {
      forget();
      reject(signal.reason);
    }
    signal.addEventListener("abort", abort, { once: true });
  });
}

/**
 * The outcome of `work`, or the reason of `signal` if that comes first: nobody waits for work that ignores its signal.
 * What such work does later is dropped.
 */
export function untilAborted<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    const done = () => signal.removeEventListener("abort", abort);
    work.then(
      (value) => {
        done();
        resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error);
      },
    );
  });
}
