/**
 * Reads from an error message when a quota is available again: `resets 3pm (Europe/Berlin)`, `try again in 2 hours 13
 * minutes`, `usage limit reached|1735689600`. Pure.
 */

/** Longer waits are not believed. */
export const RESET_MAX_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Only the start of a message is read, so that the cost does not depend on its length. */
const READ_MAX_CHARS = 1_000;

const EPOCH = /\|(\d{10})\b/;
const ISO = /\b(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d))/;
const WAIT = /(?:try again|retry|resets?|wait)(?: \w+){0,2}? (?:in|after|for) ([\d.a-z ,]{2,60})/i;
const PART = /(\d{1,9}(?:\.\d{1,3})?) ?(ms|d|h|m|s|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)\b/gi;
const CLOCK =
  /(?:resets?|try again|available again)(?: \w+)? (?:at )?(\d{1,2})(?::(\d\d))? ?(am|pm)\b(?: ?\(([A-Za-z_+\-/0-9]{1,40})\))?/i;
/** codex, on another day than today: `try again at Nov 25th, 2026 11:54 AM`. */
const DATE = /try again at ([a-z]{3}) (\d{1,2})(?:st|nd|rd|th), (\d{4}) (\d{1,2}):(\d{2}) (am|pm)\b/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const UNIT_MS: Readonly<Record<string, number>> = { d: DAY_MS, h: 3_600_000, m: MINUTE_MS, s: 1_000 };

/** Milliseconds until then; undefined if the message does not say it. */
export function resetIn(message: string, now: number): number | undefined {
  const text = message.slice(0, READ_MAX_CHARS);
  const wait =
    atEpoch(text, now) ?? atIso(text, now) ?? atDate(text, now) ?? inDuration(text) ?? atClock(text, now);
  if (wait === undefined || Number.isNaN(wait)) return undefined;
  return Math.min(RESET_MAX_MS, Math.max(0, Math.ceil(wait)));
}

function atEpoch(text: string, now: number): number | undefined {
  const found = EPOCH.exec(text)?.[1];
  return found === undefined ? undefined : Number(found) * 1_000 - now;
}

function atIso(text: string, now: number): number | undefined {
  const found = ISO.exec(text)?.[1];
  return found === undefined ? undefined : Date.parse(found) - now;
}

/** In the time zone of this machine, as codex prints it. */
function atDate(text: string, now: number): number | undefined {
  const [, month = "", day, year, hour, minute, half = ""] = DATE.exec(text) ?? [];
  const index = MONTHS.indexOf(month.toLowerCase());
  if (index === -1) return undefined;
  return new Date(Number(year), index, Number(day), hourOf(hour, half), Number(minute)).getTime() - now;
}

/** 0 to 23. 12 am is midnight. */
function hourOf(hour: string | undefined, half: string): number {
  return (Number(hour) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
}

function inDuration(text: string): number | undefined {
  const parts = [...(WAIT.exec(text)?.[1] ?? "").matchAll(PART)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, amount, unit = "s"]) => sum + Number(amount) * unitMs(unit.toLowerCase()), 0);
}

function unitMs(unit: string): number {
  return unit === "ms" ? 1 : (UNIT_MS[unit.charAt(0)] ?? 1_000);
}

/** The next time that a clock shows it, in the named time zone or that of this machine. */
function atClock(text: string, now: number): number | undefined {
  const [, hour, minute = "0", half = "", zone] = CLOCK.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 12 || Number(minute) > 59) return undefined;
  const wanted = hourOf(hour, half) * 60 + Number(minute);
  const shown = minuteOfDay(now, zone);
  const minutes = (wanted - shown + 1_440) % 1_440;
  return minutes * MINUTE_MS - (now % MINUTE_MS);
}

function minuteOfDay(now: number, timeZone: string | undefined): number {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const format = (zone: string | undefined) =>
    new Intl.DateTimeFormat("en-GB", zone === undefined ? options : { ...options, timeZone: zone }).format(
      now,
    );
  const [hours = 0, minutes = 0] = safely(
    () => format(timeZone),
    () => format(undefined),
  )
    .split(":")
    .map(Number);
  return hours * 60 + minutes;
}

function safely(work: () => string, otherwise: () => string): string {
  try {
    return work();
  } catch {
    // A time zone that this machine does not know.
    return otherwise();
  }
}
