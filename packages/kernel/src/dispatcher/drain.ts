/** The end of a dispatcher: it waits for its runs, as long as they are given time. */
import { TIMER_MAX_MS } from "@tinyagi/base";
import type { DispatchParts } from "./dispatch-parts.js";
import { STOP } from "./stop-reason.js";

/** Tells a stop that the last run has ended. */
export function checkDrained(parts: DispatchParts): void {
  const { busy } = parts;
  if (busy.size > 0) {
    endWaiting(parts);
    return;
  }
  const waiters = parts.drainWaiters;
  parts.drainWaiters = [];
  for (const resolve of waiters) resolve();
}

/** After a stop, runs that only wait for what can no longer start would use up the whole grace period. */
export function endWaiting(parts: DispatchParts): void {
  const { stopped, busy, returns } = parts;
  if (stopped && busy.active === 0 && returns.size === 0) abortAll(parts);
}

export function abortAll({ busy }: DispatchParts): void {
  for (const slot of busy.all()) slot.abort.abort(STOP.shutdown);
}

/** As `Dispatcher.stop`. */
export async function stop(parts: DispatchParts, graceMs: number): Promise<void> {
  const { busy } = parts;
  parts.stopped = true;
  parts.careful.close();
  parts.watch.stop();
  if (busy.size === 0) return;
  const drained = new Promise<void>((resolve) => parts.drainWaiters.push(resolve));
  endWaiting(parts);
  if (parts.hurried || graceMs <= 0) abortAll(parts);
  // Unlike the clock's timers, this one keeps the process alive: the process ends by it.
  const timer = setTimeout(() => abortAll(parts), Math.min(graceMs, TIMER_MAX_MS));
  await drained;
  clearTimeout(timer);
}
