/**
 * Reads when something should happen from the words of a person: `every weekday at 6:00`, `tomorrow at noon`, `in 30
 * minutes`. Pure. Cron expressions and dates pass unchanged. What it does not understand is refused with examples, never
 * guessed.
 */
import { AppError } from "@tinyagi/contracts";
import { toPlain } from "./phrases.js";

export type DueTime = { cron: string } | { runAt: string | number };

interface Clock {
  hour: number;
  minute: number;
}

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
const DATE = /^\d{4}-\d{2}-\d{2}/;
const CRON_FIELDS = /^[\d*,/\-?#A-Za-z]+$/;
const EXAMPLES =
  "“every weekday at 6:00”, “mondays at 9:30”, “tomorrow at noon”, “in 30 minutes”, or five cron fields";

/** @param at now, and the time zone of the words; null for the machine's @throws AppError `INVALID_INPUT` */
export function readWhen(text: string, at: { now: number; timeZone: string | null }): DueTime {
  const raw = text.trim();
  if (isCron(raw)) return { cron: raw };
  if (DATE.test(raw)) return { runAt: raw };
  const words = toPlain(raw.toLowerCase().replace(/[.!]$/, "").replace(/\s+/g, " "));
  const wanted = delayed(words, at.now) ?? repeated(words) ?? once(words, at);
  if (wanted === undefined) throw refused(`Not understood. Try ${EXAMPLES}.`);
  return wanted;
}

function isCron(text: string): boolean {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/i.test(text)) return true;
  const fields = text.split(/\s+/);
  return (
    (fields.length === 5 || fields.length === 6) &&
    fields.every((field) => CRON_FIELDS.test(field)) &&
    /[\d*]/.test(fields[0] ?? "")
  );
}

/** `in 30 minutes`. */
function delayed(words: string, now: number): DueTime | undefined {
  const [, amount = "", unit] = /^in (an?|\d{1,4}) (minute|hour|day|week)s?$/.exec(words) ?? [];
  if (unit === undefined) return undefined;
  const count = /^an?$/.test(amount) ? 1 : Number(amount);
  return { runAt: now + count * UNIT_MS[unit as keyof typeof UNIT_MS] };
}

/** `every 15 minutes`, `daily at 9`, `mondays and fridays at 9:30`, `monthly on the 22nd at 16:00`. */
function repeated(words: string): DueTime | undefined {
  return stepped(words) ?? timed(words);
}

function stepped(words: string): DueTime | undefined {
  const [, amount = "1", unit] = /^(?:every|each) (?:(\d{1,2}) )?(minute|hour)s?$/.exec(words) ?? [];
  if (unit === undefined) return undefined;
  const step = Number(amount);
  const size = unit === "minute" ? 60 : 24;
  // Cron counts within an hour or a day: another step would have one gap that is too short.
  if (step === 0 || size % step !== 0)
    throw refused(
      `${step} ${unit}s do not fit into ${unit === "minute" ? "an hour" : "a day"}. Use one of ${divisors(size)}.`,
    );
  const field = step === 1 ? "*" : `*/${step}`;
  return { cron: unit === "minute" ? `${field} * * * *` : `0 ${field} * * *` };
}

function divisors(size: number): string {
  return Array.from({ length: size - 1 }, (_, i) => i + 1)
    .filter((step) => size % step === 0)
    .join(", ");
}

function timed(words: string): DueTime | undefined {
  const at = words.indexOf(" at ", 1);
  const days = at === -1 ? words : words.slice(0, at);
  const times = at === -1 ? undefined : words.slice(at + " at ".length);
  const fields = dayFields(days);
  if (fields === undefined) return undefined;
  if (times === undefined) throw refused(`Say at what time, such as “${days} at 9:00”.`);
  const clocks = times.split(/ and |, ?/).map(parseClock);
  if (clocks.some((clock) => clock === undefined)) return undefined;
  const known = clocks as Clock[];
  const minutes = new Set(known.map(({ minute }) => minute));
  if (minutes.size > 1)
    throw refused("Several times a day must have the same minutes, such as “9:30 and 15:30”.");
  const hours = [...new Set(known.map(({ hour }) => hour))].sort((a, b) => a - b);
  return { cron: `${[...minutes][0]} ${hours.join(",")} ${fields}` };
}

/** @returns the fields day, month and weekday */
function dayFields(words: string): string | undefined {
  const plain = words.replace(/^(?:every|each) /, "");
  if (/^(?:day|daily)$/.test(plain)) return "* * *";
  if (/^weekdays?$/.test(plain)) return "* * 1-5";
  if (/^weekends?$/.test(plain)) return "* * 0,6";
  const [, date] = /^(?:month|monthly) on the (\d{1,2}(?:st|nd|rd|th)?|last day)$/.exec(plain) ?? [];
  if (date !== undefined) {
    const day = Number.parseInt(date, 10);
    if (date !== "last day" && (day < 1 || day > 31)) return undefined;
    return `${date === "last day" ? "L" : day} * *`;
  }
  // Without "every" only the plural repeats: "monday at 9" is one day.
  if (plain === words && !plain.split(/ and |, ?/).every((day) => day.endsWith("s"))) return undefined;
  const days = plain.split(/ and |, ?/).map(weekday);
  if (days.some((day) => day === -1)) return undefined;
  return `* * ${[...new Set(days)].sort().join(",")}`;
}

function weekday(word: string): number {
  const plain = word.replace(/s$/, "");
  return plain.length < 3 ? -1 : DAYS.findIndex((day) => day.startsWith(plain));
}

/** `tomorrow at 9`, `friday at noon`, `at 18:00`: the next time that this is. */
function once(words: string, at: { now: number; timeZone: string | null }): DueTime | undefined {
  const [, day = "", time] = /^(?:(?:on )?(today|tomorrow|[a-z]+) )?at (.+)$/.exec(words) ?? [];
  const clock = time === undefined ? undefined : parseClock(time);
  if (clock === undefined) return undefined;
  const here = toLocal(at.now, at.timeZone);
  const isLater = clock.hour * 60 + clock.minute > here.hour * 60 + here.minute;
  const ahead = daysAhead(day, here.weekday, isLater);
  if (ahead === undefined) return undefined;
  const date = new Date(Date.UTC(here.year, here.month - 1, here.day + ahead)).toISOString().slice(0, 10);
  return { runAt: `${date}T${two(clock.hour)}:${two(clock.minute)}` };
}

function daysAhead(day: string, today: number, isLater: boolean): number | undefined {
  if (day === "") return isLater ? 0 : 1;
  if (day === "today") return 0;
  if (day === "tomorrow") return 1;
  const wanted = weekday(day);
  if (wanted === -1) return undefined;
  const ahead = (wanted - today + 7) % 7;
  return ahead === 0 && !isLater ? 7 : ahead;
}

function parseClock(text: string): Clock | undefined {
  if (text === "noon") return { hour: 12, minute: 0 };
  if (text === "midnight") return { hour: 0, minute: 0 };
  const [, hours, minutes = "0", half] = /^(\d{1,2})(?::(\d{2}))? ?(am|pm)?$/.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const hour = Number(hours);
  if (Number(minutes) > 59 || hour > 23 || (half !== undefined && (hour === 0 || hour > 12)))
    return undefined;
  const shifted = half === undefined ? hour : (hour % 12) + (half === "pm" ? 12 : 0);
  return { hour: shifted, minute: Number(minutes) };
}

function toLocal(now: number, timeZone: string | null) {
  const format = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    weekday: "long",
    hourCycle: "h23",
    ...(timeZone === null ? {} : { timeZone }),
  });
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    minute: number("minute"),
    weekday: weekday((parts.get("weekday") ?? "").toLowerCase()),
  };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function refused(message: string): AppError {
  return new AppError("INVALID_INPUT", message, {
    details: [{ path: "when", message: "is not understood" }],
  });
}
