/** Calendar times of a time zone as epoch milliseconds, and back. Pure; needs no table of zones but that of the runtime. */

export interface WallTime {
  readonly year: number;
  /** From 0, as in `Date`. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What providers write in place of a zone's name. Summer time follows from the date, whichever of the two is written. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ...["UTC", "GMT", "Z"].map((name) => [name, "UTC"] as const),
  ...["PT", "PST", "PDT", "PACIFIC"].map((name) => [name, "America/Los_Angeles"] as const),
  ...["MT", "MST", "MDT", "MOUNTAIN"].map((name) => [name, "America/Denver"] as const),
  ...["CT", "CST", "CDT", "CENTRAL"].map((name) => [name, "America/Chicago"] as const),
  ...["ET", "EST", "EDT", "EASTERN"].map((name) => [name, "America/New_York"] as const),
  ...["CET", "CEST"].map((name) => [name, "Europe/Berlin"] as const),
  ["BST", "Europe/London"],
  ["JST", "Asia/Tokyo"],
  ["IST", "Asia/Kolkata"],
]);

const FIELDS = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  hourCycle: "h23",
  calendar: "gregory",
} as const satisfies Intl.DateTimeFormatOptions;

/** Node 20 knows no zones of this form. */
const OFFSET = /^([+-])(\d\d):(\d\d)$/;

/** The zone that a text names; undefined for none, or for one that this runtime does not know. */
export function zoneNamed(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const short = SHORT.get(name.toUpperCase());
  if (short !== undefined) return short;
  // `new Intl.DateTimeFormat` takes any three letters that ever were a zone, also words of a sentence.
  if (!name.includes("/")) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // A time zone that this machine does not know.
    return undefined;
  }
}

/** @param zone a name, or an offset such as `+02:00`. Default: that of this machine */
export function wallTimeAt(at: number, zone: string | undefined): WallTime {
  const offset = OFFSET.exec(zone ?? "");
  if (offset !== null) return wallTimeAt(at + offsetMs(offset), "UTC");
  const format = new Intl.DateTimeFormat("en-US", {
    ...FIELDS,
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: part("year"),
    month: part("month") - 1,
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
  };
}

/** Epoch milliseconds at which the clocks of the zone show it. A day or hour beyond its range carries over. */
export function toEpoch(wall: WallTime, zone: string | undefined): number {
  const wanted = asUtc(wall);
  // The offset at the wanted time, found in two steps: the first may lie on the other side of a change to summer time.
  const first = wanted - offsetAt(wanted, zone);
  return wanted - offsetAt(first, zone);
}

function offsetMs([, sign, hours, minutes]: RegExpExecArray): number {
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function offsetAt(at: number, zone: string | undefined): number {
  return asUtc(wallTimeAt(at, zone)) - Math.floor(at / 60_000) * 60_000;
}

function asUtc({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month, day, hour, minute);
}
