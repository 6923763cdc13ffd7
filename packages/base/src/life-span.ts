/**
 * Whether what lives for a while is still alive. A clock that was set back must not make it live longer: an end that is
 * further away than the whole life was set before that. Pure.
 */

/** Clocks are corrected by less than this while they run well. */
const CORRECTION_MAX_MS = 5_000;

/** @param lifeMs how long it lives at most */
export function isAlive(expiresAt: number, { lifeMs, now }: { lifeMs: number; now: number }): boolean {
  return expiresAt > now && expiresAt <= now + lifeMs + CORRECTION_MAX_MS;
}
