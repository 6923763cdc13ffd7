/**
 * The one reader of dates and times that people write: on the command line, in requests, in forms. What names no zone is
 * meant in the zone of whoever asks; a date alone is its midnight there. Pure.
 */
import { type WallTime, wallTimeAt } from "./reset-time/zone-time.js";

const DAY_MS = 86_400_000;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?$/;
/** At the end of a time that names its zone. */
const ZONED = /(?:\d ?Z|UTC|GMT|:\d\d(?:\.\d{1,9})? ?[+-]\d\d(?::?\d\d)?)$/i;
/** `31 January 2027 18:00`, `2027/01/31`: only what names a year is a date. */
const YEAR = /(?<!\d)\d{4}(?!\d)/;
const TEXT_MAX_CHARS = 64;

/**
 * @param zone of a time that names none, such as `Europe/Berlin`. Default: that of this machine
 * @returns epoch milliseconds; undefined when it is no date. A time that summer time skips is the one after it; of a time
 * that occurs twice, the first counts.
 */
export function readDateText(written: string, zone?: string): number | undefined {
  const text = written.trim();
  if (text.length > TEXT_MAX_CHARS) return undefined;
  const iso = ISO.exec(text);
  if (iso !== null) return isoAt(iso, zone);
  const at = YEAR.test(text) && isCalendarDay(text) ? new Date(text) : undefined;
  if (at === undefined || Number.isNaN(at.getTime())) return undefined;
  if (ZONED.test(text)) return at.getTime();
  // `Date` read it on the clock of this machine: the same clock time is meant in the zone.
  const wall = {
    year: at.getFullYear(),
    month: at.getMonth(),
    day: at.getDate(),
    hour: at.getHours(),
    minute: at.getMinutes(),
  };
  return atClock(wall, zone) + at.getSeconds() * 1_000 + at.getMilliseconds();
}

function isoAt([, ...fields]: RegExpExecArray, zone: string | undefined): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields
    .slice(0, 6)
    .map((field) => Number(field ?? 0));
  const isClock = hour <= 23 && minute <= 59 && second <= 59;
  if (!isClock || !isDay(year, month, day)) return undefined;
  const fraction = Number(`0.${fields[6] ?? "0"}`);
  return (
    atClock({ year, month: month - 1, day, hour, minute }, zone) +
    second * 1_000 +
    Math.floor(fraction * 1_000)
  );
}

/** `Date` would read 31 February as 3 March. */
function isCalendarDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  return year === undefined || isDay(Number(year), Number(month), Number(day));
}

function isDay(year: number, month: number, day: number): boolean {
  return (
    month >= 1 && month <= 12 && day >= 1 && new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
  );
}

function atClock(wall: WallTime, zone: string | undefined): number {
  const wanted = asUtc(wall);
  const before = wanted - offsetAt(wanted - DAY_MS, zone);
  if (showsAt(before, zone) === wanted) return before;
  const after = wanted - offsetAt(wanted + DAY_MS, zone);
  return showsAt(after, zone) === wanted ? after : before;
}

function offsetAt(at: number, zone: string | undefined): number {
  return showsAt(at, zone) - at;
}

/** What the clocks of the zone show, as if they showed UTC. */
function showsAt(at: number, zone: string | undefined): number {
  return asUtc(wallTimeAt(at, zone));
}

function asUtc({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month, day, hour, minute);
}
