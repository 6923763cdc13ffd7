/** Waits for code that may never end. */
import type { Clock } from "../base/clock.js";

/** The rejection of `withDeadline`; the work itself goes on, unheard. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** What `work` gives, or a `DeadlineError` after `timeoutMs`. A throw of a synchronous `work` is a rejection. */
export function withDeadline<T>(clock: Clock, timeoutMs: number, work: () => T | Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = clock.setTimer(timeoutMs, () =>
      reject(new DeadlineError(`it took longer than ${timeoutMs} ms`)),
    );
    new Promise<T>((settle) => settle(work())).then(resolve, reject).finally(() => timer.cancel());
  });
}
