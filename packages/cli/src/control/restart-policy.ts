/** Whether a daemon in the foreground is started again after it ended. Pure. */
import { EXIT } from "../error/exit-code.js";

export interface DaemonEnd {
  /** Exit code; 128 and more for a signal. */
  readonly code: number;
  readonly livedMs: number;
  /** Whether it served before it ended. */
  readonly served: boolean;
}

export type RestartDecision =
  | { readonly restart: true; readonly afterMs: number; readonly failures: number }
  | { readonly restart: false; readonly gaveUp: boolean };

/** A daemon that lived this long is sound: what happened before no longer counts. */
const SOUND_MS = 60_000;
export const FAILURES_MAX = 5;
const FIRST_PAUSE_MS = 1_000;
/** With these codes, a restart would change nothing. */
const FINAL: ReadonlySet<number> = new Set([
  ...[EXIT.ok, EXIT.usage, EXIT.badData, EXIT.portInUse, EXIT.homeHeld, EXIT.io, EXIT.badConfig],
]);

/**
 * @param failures how many times in a row it ended soon after its start
 * @returns the pause doubles with each failure: 1, 2, 4, 8 s; then it gives up
 */
export function decideRestart(end: DaemonEnd, failures: number): RestartDecision {
  if (FINAL.has(end.code)) return { restart: false, gaveUp: false };
  const isWanted = end.code === EXIT.restartWanted;
  // A first start that fails is reported at once, as in the background.
  if (!isWanted && !end.served && failures === 0) return { restart: false, gaveUp: false };
  if (end.livedMs >= SOUND_MS) return { restart: true, afterMs: isWanted ? 0 : FIRST_PAUSE_MS, failures: 0 };
  if (failures + 1 >= FAILURES_MAX) return { restart: false, gaveUp: true };
  const afterMs =
    isWanted && failures === 0 ? 0 : FIRST_PAUSE_MS * 2 ** Math.max(0, failures - (isWanted ? 1 : 0));
  return { restart: true, afterMs, failures: failures + 1 };
}
