/** Calls of the TinyAGI API that must succeed in the end: the daemon may be down or busy for a while. */
import { isAppError } from "@tinyagi/contracts";
import type { Log } from "./log.js";
import { backoffMs, type Timing } from "./timing.js";

export interface RepeatOptions {
  timing: Timing;
  log: Log;
  /** What is tried, for the log: "the message could not be handed in". */
  what: string;
  signal: AbortSignal;
}

/**
 * Repeats a call until it succeeds.
 * @throws the refusal when a repetition cannot help; the reason of the signal
 */
export async function repeatCall<T>(call: () => Promise<T>, options: RepeatOptions): Promise<T> {
  const { timing, signal } = options;
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !isAppError(error) || !error.retryable) throw error;
      options.log("warn", `${options.what}; it is tried again`, { code: error.code, failures });
      await timing.sleep(backoffMs(failures, timing.random()), signal);
    }
  }
}
