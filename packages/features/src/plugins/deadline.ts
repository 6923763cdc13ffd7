/** Waits for code that may never end. */
import type { Clock } from "@tinyagi/base";

/** The rejection of `withDeadline`. The work itself continues, but its result is ignored. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** Any value that a Node timer accepts, because it is cleared much earlier. */
const HOLD_MS = 1_000_000_000;

/**
 * Returns the result of `work`, or rejects with a `DeadlineError` after `timeoutMs`. A synchronous throw becomes a
 * rejection. Keeps the process alive until then: during a start nothing else does, and Node would exit instead of
 * waiting.
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
