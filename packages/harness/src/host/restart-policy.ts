/** Decides what follows the death of an agent host. Pure. */

/** Deaths within this time count together, milliseconds. */
const WINDOW_MS = 60_000;
/** So many of them pause the dispatch. */
export const DEATHS_MAX = 5;
const BASE_DELAY_MS = 100;
/** After the pause the next host is tried. */
export const PAUSE_MS = 60_000;

/** What to do next. */
export type RestartDecision = {
  readonly kind: "restart" | "pause";
  /** Milliseconds until the next host is started. */
  readonly delayMs: number;
};

/** The deaths that still count. */
export function recentDeaths(deaths: readonly number[], now: number): number[] {
  return deaths.filter((at) => now - at < WINDOW_MS);
}

/**
 * The first death is followed by a new host at once, each further one by a delay that doubles.
 *
 * @param recent times of the deaths that count, the last one included
 */
export function decideRestart(recent: readonly number[]): RestartDecision {
  if (recent.length >= DEATHS_MAX) return { kind: "pause", delayMs: PAUSE_MS };
  return { kind: "restart", delayMs: recent.length < 2 ? 0 : BASE_DELAY_MS * 2 ** (recent.length - 2) };
}
