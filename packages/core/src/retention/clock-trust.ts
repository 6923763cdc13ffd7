/**
 * Whether the wall clock may say what is old. One that is wrongly ahead makes everything old at once, and what is
 * removed does not come back; so a time that came by a jump has to stand for an hour first. Pure.
 */
const HOUR_MS = 3_600_000;
/** A home that was used within this time before its start tells nothing strange by it. */
const AWAY_MAX_MS = 7 * 24 * HOUR_MS;
/** What a start still sees as its own doing: a daemon that starts again must not vouch for the clock it had. */
export const RECENT_MS = HOUR_MS;

export interface ClockReading {
  wall: number;
  monotonic: number;
}

export interface ClockTrust {
  /** From when on both clocks went side by side. */
  since: ClockReading;
  isTrusted: boolean;
}

/** @param lastUse when the home was last used, `RECENT_MS` or more before; null when nothing tells */
export function trustAtStart(now: ClockReading, lastUse: number | null): ClockTrust {
  return { since: now, isTrusted: lastUse !== null && now.wall - lastUse <= AWAY_MAX_MS };
}

/** What is to be thought of the clock now, after what was thought of it before. */
export function trustNow({ since, isTrusted }: ClockTrust, now: ClockReading): ClockTrust {
  const steady = now.monotonic - since.monotonic;
  // A machine that slept looks the same as a clock that was set: both wait.
  if (Math.abs(now.wall - since.wall - steady) > HOUR_MS) return { since: now, isTrusted: false };
  return { since, isTrusted: isTrusted || steady >= HOUR_MS };
}
