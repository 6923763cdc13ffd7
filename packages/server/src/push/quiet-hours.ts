/** Quiet hours of each day, on the machine's clock. Pure. */
import type { PushSettings } from "@tinyagi/contracts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Minutes until the quiet hours end; 0 outside of them. Equal times are no quiet hours. */
export function quietMinutesLeft(quiet: PushSettings["quiet"], now: number): number {
  if (quiet === undefined) return 0;
  const date = new Date(now);
  const minute = date.getHours() * 60 + date.getMinutes();
  const from = toMinute(quiet.from);
  const to = toMinute(quiet.to);
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  return isQuiet ? (to - minute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES : 0;
}

/** Milliseconds until then; the first moment that is not quiet. */
export function quietMsLeft(quiet: PushSettings["quiet"], now: number): number {
  return Math.max(0, quietMinutesLeft(quiet, now) * MINUTE_MS - (now % MINUTE_MS));
}

function toMinute(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
