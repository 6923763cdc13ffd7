/**
 * Points in time. Without a locale they are written as in terminals and logs (`2026-11-25 14:05`), which sort and are the same everywhere; with one
 * as its region writes them.
 */

/** Where a person reads a time. */
export interface Place {
  /** An IANA zone, such as `Europe/Berlin`. Default: that of this machine. */
  readonly zone?: string | undefined;
  /** A BCP 47 tag with its region, such as `en-GB`. Default: none. */
  readonly locale?: string | undefined;
}

const DATE_CHARS = "YYYY-MM-DD".length;
const MINUTE_CHARS = "YYYY-MM-DD HH:MM".length;
const HERE: Place = {};

/** With its date and seconds: `2026-11-25 14:05:12`; in a region with the name of the zone. */
export function stamp(time: number, place: Place = HERE): string {
  if (place.locale !== undefined) return inRegion(time, place, { dateStyle: "medium", timeStyle: "long" });
  if (place.zone === undefined) return plain(new Date(time));
  const parts = formatter({ ...place, locale: "en-GB" }, IN_ZONE).formatToParts(time);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}:${of("second")}`;
}

/** To the minute, for tables: `2026-11-25 14:05`. */
export function minute(time: number, place: Place = HERE): string {
  return stamp(time, { zone: place.zone }).slice(0, MINUTE_CHARS);
}

/** `14:05`; `2:05 PM` in regions that write it so. */
export function clock(time: number, place: Place = HERE): string {
  if (place.locale !== undefined) return inRegion(time, place, { hour: "2-digit", minute: "2-digit" });
  return stamp(time, place).slice(DATE_CHARS + 1, MINUTE_CHARS);
}

/** To the second, for logs: `14:05:12`. */
export function clockSeconds(time: number, place: Place = HERE): string {
  return stamp(time, { zone: place.zone }).slice(DATE_CHARS + 1);
}

/** To the millisecond, for the log of a page: `14:05:12.345`; `02:05:12.345 PM` in regions that write it so. */
export function clockExact(time: number, place: Place = HERE): string {
  if (place.locale !== undefined) return inRegion(time, place, EXACT);
  return `${clockSeconds(time, place)}.${String(new Date(time).getMilliseconds()).padStart(3, "0")}`;
}

/** In a sentence: `14:05`; on another day `2026-11-26 14:05`. */
export function moment(time: number, { now, ...place }: Place & { readonly now: number }): string {
  const { zone } = place;
  const isToday = stamp(time, { zone }).slice(0, DATE_CHARS) === stamp(now, { zone }).slice(0, DATE_CHARS);
  if (isToday) return clock(time, place);
  if (place.locale === undefined) return minute(time, place);
  return inRegion(time, place, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** `Monday, November 23`, in the reader's order; without a locale in that of American English. */
export function day(time: number, { zone, locale = "en-US" }: Place = HERE): string {
  return inRegion(time, { zone, locale }, { weekday: "long", day: "numeric", month: "long" });
}

const EXACT: Intl.DateTimeFormatOptions = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
};

const IN_ZONE: Intl.DateTimeFormatOptions = {
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
};

/** Local time without `Intl`, whose first use takes tens of milliseconds. */
function plain(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const date8 = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${date8} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function inRegion(time: number, place: Place, style: Intl.DateTimeFormatOptions): string {
  return formatter(place, style).format(time);
}

/** One formatter costs as much as drawing a whole row, so each is made once. There are a handful of styles. */
const made = new Map<string, Intl.DateTimeFormat>();

function formatter({ zone, locale }: Place, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([zone, locale, style]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const fresh = new Intl.DateTimeFormat(locale, zone === undefined ? style : { ...style, timeZone: zone });
  made.set(key, fresh);
  return fresh;
}
