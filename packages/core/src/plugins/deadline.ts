/** Waits for code that may never end. */
import type { Clock } from "../base/clock.js";

/** The rejection of `withDeadline`; the work itself goes on, unheard. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** Any length a Node timer can hold: it is cleared long before. */
const HOLD_MS = 1_000_000_000;

/**
 * What `work` gives, or a `DeadlineError` after `timeoutMs`. A throw of a synchronous `work` is a rejection. Holds the
 * process until then: where nothing else does, as during a start, Node would end it instead of letting time pass.
 */
export function withDeadline<T>(clock: Clock, timeoutMs: number, work: () => T | Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const hold = setInterval(() => {}, HOLD_MS);
    const timer = clock.setTimer(timeoutMs, () => {
      clearInterval(hold);
      reject(new DeadlineError(`it took longer than ${timeoutMs} ms`));
    });
    new Promise<T>((settle) => settle(work())).then(resolve, reject).finally(() => {
      clearInterval(hold);
      timer.cancel();
    });
  });
}
