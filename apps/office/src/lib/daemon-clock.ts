/**
 * The time of the daemon. A browser whose clock is wrong would show an answer of now as hours old, and a wait that is over
 * as one that goes on: ages and waits are counted by the daemon's clock, which wrote the times.
 */

/** The answer was sent a moment ago, and its head says the time to the second. */
const SAME_MS = 5_000;
/** Of an answer that the service worker kept: its time is old. */
const KEPT_AT = "x-tinyoffice-kept-at";
let ahead = 0;

/** Learns the time from an answer of the daemon. @returns the answer */
export function noteDaemonTime<T extends { headers: { get(name: string): string | null } }>(answer: T): T {
  const { headers } = answer;
  const at = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(at) || headers.get(KEPT_AT) !== null) return answer;
  const by = at - Date.now();
  ahead = Math.abs(by) < SAME_MS ? 0 : by;
  return answer;
}

/** Milliseconds since the epoch, by the daemon's clock as far as it is known. */
export function daemonNow(): number {
  return Date.now() + ahead;
}
