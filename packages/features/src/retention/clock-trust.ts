/**
 * Decides whether the wall clock can be used to judge what is old. With a clock that is wrongly ahead, everything
 * would be old, and removal is permanent. So after a jump the clock must be steady for an hour. Pure.
 */
const HOUR_MS = 3_600_000;
/** A home that was used within this time before its start gives no reason to doubt the clock. */
const AWAY_MAX_MS = 7 * 24 * HOUR_MS;
/** The most recent use is ignored, because a restarting daemon must not confirm its own wrong clock. */
export const RECENT_MS = HOUR_MS;

export interface ClockReading {
  wall: number;
  monotonic: number;
}

export interface ClockTrust {
  /** Since when both clocks have advanced together. */
  since: ClockReading;
  isTrusted: boolean;
}

/** @param lastUse when the home was last used, at least `RECENT_MS` ago; null when unknown */
export function trustAtStart(now: ClockReading, lastUse: number | null): ClockTrust {
  return { since: now, isTrusted: lastUse !== null && now.wall - lastUse <= AWAY_MAX_MS };
}

/** The trust in the clock after this reading. */
export function trustNow({ since, isTrusted }: ClockTrust, now: ClockReading): ClockTrust {
  const steady = now.monotonic - since.monotonic;
  // After a machine's sleep the clocks differ as after a change of the clock, so both cases wait.
  if (Math.abs(now.wall - since.wall - steady) > HOUR_MS) return { since: now, isTrusted: false };
  return { since, isTrusted: isTrusted || steady >= HOUR_MS };
}
