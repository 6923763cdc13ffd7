/**
 * Wakes the threads that look at files. With some releases of glibc, pthread_cond_signal can fail to wake one (sourceware bug
 * 25847): the look then waits until something else is asked of the threads, in an idle process for ever.
 */
import { stat } from "node:fs";

/** Asks for something that has no result. Cheap: a few tens of microseconds. */
export function wakeThreads(): void {
  stat("/", () => {});
}
