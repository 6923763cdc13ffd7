/**
 * Time in which a process could work. A limit of a run is a limit of its work: a machine that slept for a night, or a process
 * that was stopped, has used up nothing of it. Whoever waits looks again after each step, and counts what this says. Pure.
 */

/** The longest step between two looks. Longer limits are made of steps, so that none exceeds what a timer holds. */
export const AWAKE_STEP_MS = 1_000;
/** A step that takes longer by this was interrupted. */
const LATE_MAX_MS = 1_500;

/** How much of a step that was planned to take `plannedMs` and took `tookMs` was asleep. */
export function asleepIn(plannedMs: number, tookMs: number): number {
  return tookMs - plannedMs > LATE_MAX_MS ? tookMs - plannedMs : 0;
}
