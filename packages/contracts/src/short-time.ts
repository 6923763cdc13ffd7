/** A point in time as a person reads it in a sentence. */

interface Around {
  readonly now: number;
  /** Default: that of this machine. */
  readonly zone?: string;
}

/** `14:05`; on another day `2026-11-26 14:05`. */
export function shortTime(time: number, { now, zone }: Around): string {
  const [date, clock] = localTime(time, zone);
  return date === localTime(now, zone)[0] ? clock : `${date} ${clock}`;
}

function localTime(time: number, zone: string | undefined): readonly [date: string, clock: string] {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(time);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return [`${of("year")}-${of("month")}-${of("day")}`, `${of("hour")}:${of("minute")}`];
}
