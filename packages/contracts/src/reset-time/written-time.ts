/**
 * Reads from a sentence when a limit ends: after a word such as `resets` or `try again`, a span, a date or a clock time. Pure.
 * What a sentence says without such a word is not about the limit.
 */
import { durationAt } from "./duration.js";
import { toEpoch, type WallTime, wallTimeAt, zoneNamed } from "./zone-time.js";

export interface ReadTime {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whether the text names the day, or counts days: only then a long wait is meant. */
  readonly isDated: boolean;
}

const CUE =
  /\b(?:re-?sets?|resetting|retry(?:ing)?|try again|available|wait|until|back (?:at|on|in)|expires?|renews?|refresh(?:es)?)\b/gi;
const CUES_MAX = 8;
/** Characters after such a word in which its time is written. */
const REACH_CHARS = 100;
/** Characters between the word and its time: `resets automatically on …`. */
const FILLER_CHARS = 40;
/** Claude Code of 2025: `usage limit reached|1751234567`. */
const AFTER_BAR = /\|(\d{10}|\d{13})(?!\d)/;
const EPOCH = /(?<![\d.])(\d{10}|\d{13})(?![\d.])/;
const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?/i;
const HTTP_DATE = /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/;
const SPAN = /(?:\b(?:in|after|for|about|approximately|around)|[~:=]) ?(?=[\da])|^(?: ?)(?=\d)/gi;
/** What may stand between the word and a span that belongs to it, whatever else the text says. */
const ADJACENT = /^(?: (?:in|after|for|about|approximately|around)){0,3}[ ~:=]{0,3}(?!\d{1,3}:)(?=[\da])/i;
const YMD = /(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)/;
const MONTH_DAY = /\b([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:,? (\d{4})(?!\d))?/i;
const DAY_MONTH = /(?<![\d:])(\d{1,2})(?:st|nd|rd|th)?\.? ([A-Z][a-z]{2})[a-z]{0,6}\.?(?:,? (\d{4})(?!\d))?/i;
const DAY_NAME =
  /\b(today|tonight|tomorrow|sun|mon|tue|wed|thu|fri|sat)(?:day|s|sday|nesday|rs|rsday|urday)?\b/i;
const CLOCK =
  /(?<![\d:.])(\d{1,2})(?:[:.](\d\d)(?::\d\d)?)? ?(a\.?m\b|p\.?m\b)?(?![\d:])|\b(midnight|noon)\b/gi;
const ZONE =
  /^\.? ?\(?((?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?|[A-Za-z_]{1,20}(?:\/[A-Za-z_+\-0-9]{1,20}){0,2})\)?/;
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** A clock time that passed so short ago is the one that was meant. */
const JUST_PAST_MS = 2 * 3_600_000;
const SECONDS_DIGITS = 10;

/** @param zone of clock times that name none. Default: that of this machine */
export function writtenTime(text: string, now: number, zone?: string): ReadTime | undefined {
  const bar = AFTER_BAR.exec(text)?.[1];
  if (bar !== undefined) return dated(epochIn(bar));
  for (const cue of [...text.matchAll(CUE)].slice(0, CUES_MAX)) {
    const tail = text.slice(cue.index + cue[0].length, cue.index + cue[0].length + REACH_CHARS);
    const found = timeIn(tail.replace(/\s/g, " "), { now, zone });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Epoch milliseconds of digits that are seconds or milliseconds. */
export function epochIn(digits: string): number {
  return Number(digits) * (digits.length > SECONDS_DIGITS ? 1 : 1_000);
}

interface Around {
  readonly now: number;
  readonly zone: string | undefined;
}

function timeIn(tail: string, around: Around): ReadTime | undefined {
  const { now } = around;
  return (
    adjacentSpan(tail, now) ??
    instantIn(tail, around) ??
    dateIn(tail, around) ??
    spanIn(tail, now) ??
    clockIn(tail, around)
  );
}

function dated(at: number): ReadTime | undefined {
  return Number.isFinite(at) ? { at, isDated: true } : undefined;
}

function near(found: RegExpExecArray | null): found is RegExpExecArray {
  return found !== null && found.index <= FILLER_CHARS;
}

function instantIn(tail: string, { zone }: Around): ReadTime | undefined {
  const http = HTTP_DATE.exec(tail);
  if (near(http)) return dated(Date.parse(http[0]));
  const iso = ISO.exec(tail);
  if (near(iso)) return dated(isoAt(iso[0], zone));
  const epoch = EPOCH.exec(tail);
  return near(epoch) ? dated(epochIn(epoch[0])) : undefined;
}

/** Without an offset it is a time of the zone. */
function isoAt(text: string, zone: string | undefined): number {
  if (/[zZ]$|[+-]\d\d:?\d\d$/.test(text)) return Date.parse(text);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = text.split(/[-T:.]/i).map(Number);
  return toEpoch({ year, month: month - 1, day, hour, minute }, zone);
}

function adjacentSpan(tail: string, now: number): ReadTime | undefined {
  const lead = ADJACENT.exec(tail)?.[0];
  return lead === undefined ? undefined : spanAt(tail.slice(lead.length), now);
}

function spanAt(text: string, now: number): ReadTime | undefined {
  const span = durationAt(text);
  return span === undefined ? undefined : { at: now + span.ms, isDated: span.isInDays };
}

function spanIn(tail: string, now: number): ReadTime | undefined {
  for (const { index, 0: lead } of tail.matchAll(SPAN)) {
    if (index > FILLER_CHARS) return undefined;
    const span = spanAt(tail.slice(index + lead.length), now);
    if (span !== undefined) return span;
  }
  return undefined;
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Of the text after the day. */
  readonly rest: string;
  /** What to add if the time has passed, in days and years. */
  readonly again: { readonly days: number; readonly years: number };
}

const ONCE = { days: 0, years: 0 };

function dateIn(tail: string, around: Around): ReadTime | undefined {
  const day = dayIn(tail, around);
  if (day === undefined) return undefined;
  // `resets 5pm on Jul 3`: the clock may also be before the day.
  const clock = parseClock(day.rest, around.zone) ?? parseClock(tail.slice(0, FILLER_CHARS), around.zone);
  const { hour, minute, zone } = clock ?? { hour: 0, minute: 0, zone: around.zone };
  const at = (days: number, years: number) =>
    toEpoch({ year: day.year + years, month: day.month, day: day.day + days, hour, minute }, zone);
  const first = at(0, 0);
  const isPast = first < around.now - JUST_PAST_MS;
  return dated(isPast ? at(day.again.days, day.again.years) : first);
}

function dayIn(tail: string, { now, zone }: Around): Day | undefined {
  const today = wallTimeAt(now, zone);
  const ymd = YMD.exec(tail);
  if (near(ymd))
    return {
      year: Number(ymd[1]),
      month: Number(ymd[2]) - 1,
      day: Number(ymd[3]),
      ...after(tail, ymd),
      again: ONCE,
    };
  const monthDay = MONTH_DAY.exec(tail);
  const dayMonth = DAY_MONTH.exec(tail);
  const named =
    ofMonth(tail, monthDay, [monthDay?.[1], monthDay?.[2], monthDay?.[3]], today) ??
    ofMonth(tail, dayMonth, [dayMonth?.[2], dayMonth?.[1], dayMonth?.[3]], today);
  return named ?? dayNamed(tail, today);
}

function after(tail: string, found: RegExpExecArray): { rest: string } {
  return { rest: tail.slice(found.index + found[0].length) };
}

function ofMonth(
  tail: string,
  found: RegExpExecArray | null,
  [name = "", day, year]: readonly (string | undefined)[],
  today: WallTime,
): Day | undefined {
  const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  if (!near(found) || month === -1 || Number(day) < 1 || Number(day) > 31) return undefined;
  const again = year === undefined ? { days: 0, years: 1 } : ONCE;
  return { year: Number(year ?? today.year), month, day: Number(day), ...after(tail, found), again };
}

function dayNamed(tail: string, today: WallTime): Day | undefined {
  const found = DAY_NAME.exec(tail);
  if (!near(found)) return undefined;
  const name = (found[1] ?? "").toLowerCase();
  const base = { year: today.year, month: today.month, ...after(tail, found) };
  const weekday = DAYS.indexOf(name);
  if (weekday === -1) return { ...base, day: today.day + (name === "tomorrow" ? 1 : 0), again: ONCE };
  const ahead = (weekday - new Date(Date.UTC(today.year, today.month, today.day)).getUTCDay() + 7) % 7;
  return { ...base, day: today.day + ahead, again: { days: 7, years: 0 } };
}

/** The next time that a clock shows it; a time that has just passed is over. */
function clockIn(tail: string, { now, zone: own }: Around): ReadTime | undefined {
  const clock = parseClock(tail, own);
  if (clock === undefined) return undefined;
  const { hour, minute, zone } = clock;
  const today = wallTimeAt(now, zone);
  const at = [-1, 0, 1]
    .map((days) => toEpoch({ ...today, day: today.day + days, hour, minute }, zone))
    .find((time) => time >= now - JUST_PAST_MS);
  return at === undefined ? undefined : { at, isDated: false };
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly zone: string | undefined;
}

/** A number alone is no clock time: it needs minutes, `am` or `pm`. */
function parseClock(text: string, own: string | undefined): Clock | undefined {
  for (const found of text.matchAll(CLOCK)) {
    if (found.index > FILLER_CHARS) return undefined;
    const [whole, hour = "", minute, half, word] = found;
    const time = word === undefined ? hourAndMinute(hour, minute, half) : wordTime(word);
    if (time !== undefined)
      return { ...time, zone: zoneAfter(text.slice(found.index + whole.length)) ?? own };
  }
  return undefined;
}

function wordTime(word: string): { hour: number; minute: number } {
  return { hour: word.toLowerCase() === "noon" ? 12 : 0, minute: 0 };
}

function hourAndMinute(hour: string, minute: string | undefined, half: string | undefined) {
  const minutes = Number(minute ?? 0);
  if (minutes > 59 || (minute === undefined && half === undefined)) return undefined;
  if (half === undefined) return Number(hour) > 23 ? undefined : { hour: Number(hour), minute: minutes };
  if (Number(hour) < 1 || Number(hour) > 12) return undefined;
  return { hour: (Number(hour) % 12) + (half.toLowerCase().startsWith("p") ? 12 : 0), minute: minutes };
}

function zoneAfter(text: string): string | undefined {
  const name = ZONE.exec(text)?.[1];
  const [, sign, hours, minutes = "00"] = OFFSET.exec(name ?? "") ?? [];
  if (hours !== undefined) return `${sign}${hours.padStart(2, "0")}:${minutes}`;
  return zoneNamed(name);
}
