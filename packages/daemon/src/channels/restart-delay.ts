/** Decides when a channel whose process ended is started again. Pure. */

/** Crashes within this time count together, milliseconds. */
const WINDOW_MS = 600_000;
const BASE_DELAY_MS = 500;
const DELAY_MAX_MS = 60_000;

/** The crashes that still count. */
export function recentCrashes(crashes: readonly number[], now: number): number[] {
  return crashes.filter((at) => now - at < WINDOW_MS);
}

/**
 * Milliseconds until the next start: doubles with each crash, up to a minute. It never gives up, because the reason may
 * go away by itself; the status says that the channel crashes.
 *
 * @param recent crashes that count, the last one included
 */
export function restartDelay(recent: readonly number[]): number {
  return Math.min(BASE_DELAY_MS * 2 ** Math.min(recent.length - 1, 16), DELAY_MAX_MS);
}
