/**
 * When a schedule is due. Pure: times depend on wall-clock time and zone alone, so nothing needs repair after a changed
 * clock, a daylight-saving switch or a long sleep. Must never start one of croner's own timers.
 */
import { AppError, readDateText } from "@tinyagi/contracts";
import type { ScheduleRow } from "@tinyagi/kernel";
import { Cron } from "croner";

/** A shorter gap would turn a typing error such as `* * * * * *` into a loop of paid runs. */
export const CRON_GAP_MIN_MS = 10_000;
/** Due times compared to find the smallest gap: a minute of seconds and one more. */
const GAP_SAMPLES = 61;
const FIVE_FIELDS = 5;

type Times = Pick<ScheduleRow, "cron" | "run_at" | "time_zone" | "last_due_at" | "created_at">;

/** Whether the machine knows a time zone by this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // Intl throws for a name it does not know.
    return false;
  }
}

/** @throws AppError `INVALID_INPUT` for an expression that cannot be read, never comes due or comes due too often */
export function checkCron(
  expression: string,
  timeZone: string | null,
  { now, gapMinMs = CRON_GAP_MIN_MS }: { now: number; gapMinMs?: number },
): void {
  const cron = readCron(expression, timeZone);
  if (cron === null)
    throw invalidCron("use five fields such as `0 9 * * 1-5` (minute hour day month weekday)");
  const samples = gapMinMs > CRON_GAP_MIN_MS || isFine(expression) ? GAP_SAMPLES : 1;
  const times = cron.nextRuns(samples, new Date(now)).map(Number);
  if (times.length === 0) throw invalidCron("it never comes due");
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  if (Math.min(...gaps, gapMinMs) < gapMinMs)
    throw invalidCron(`it comes due more often than every ${gapMinMs / 1_000} seconds`);
}

/**
 * @param value a date, with or without a time, read in `timeZone` (or the machine's) when it names no offset; or milliseconds
 * @throws AppError `INVALID_INPUT`
 */
export function readRunAt(value: string | number, timeZone: string | null): number {
  const time = typeof value === "number" ? value : (readDateText(value, timeZone ?? undefined) ?? Number.NaN);
  if (!Number.isSafeInteger(time) || Number.isNaN(new Date(time).getTime()))
    throw new AppError(
      "INVALID_INPUT",
      "Invalid runAt date. Write it as 2027-01-31 18:00, or as 2027-01-31 for midnight.",
      { details: [{ path: "runAt", message: "is not understood" }] },
    );
  return time;
}

/** The next due times of a readable expression, at most `count`. */
export function nextTimes(
  expression: string,
  timeZone: string | null,
  { now, count }: { now: number; count: number },
): number[] {
  return (readCron(expression, timeZone)?.nextRuns(count, new Date(now)) ?? []).map(Number);
}

/** The first due times of an expression from `since` to before `until`, at most `max`. */
export function timesBetween(
  expression: string,
  timeZone: string | null,
  { since, until, max }: { since: number; until: number; max: number },
): number[] {
  const cron = readCron(expression, timeZone);
  const times: number[] = [];
  for (
    let at = cron?.nextRun(new Date(since - 1));
    at != null && times.length < max;
    at = cron?.nextRun(at)
  ) {
    if (at.getTime() >= until) break;
    times.push(at.getTime());
  }
  return times;
}

/** The first due time after the one handled last, or null. A cron expression that cannot be read has no due times. */
export function nextDue(schedule: Times): number | null {
  if (schedule.run_at !== null)
    return (schedule.last_due_at ?? Number.NEGATIVE_INFINITY) < schedule.run_at ? schedule.run_at : null;
  const cron = readCron(schedule.cron ?? "", schedule.time_zone);
  const after = new Date(schedule.last_due_at ?? schedule.created_at);
  return cron?.nextRun(after)?.getTime() ?? null;
}

/** The last due time up to `now` of a schedule that is due since `first`. */
export function latestDue(schedule: Times, first: number, now: number): number {
  if (schedule.run_at !== null) return first;
  const wholeSecond = Math.floor(now / 1_000) * 1_000;
  const [latest] =
    readCron(schedule.cron ?? "", schedule.time_zone)?.previousRuns(1, new Date(wholeSecond + 1)) ?? [];
  return Math.max(first, latest?.getTime() ?? first);
}

/** How many due times lie from `first` to before `latest`, counted up to `max`. */
export function countMissed(schedule: Times, range: { first: number; latest: number; max: number }): number {
  if (schedule.run_at !== null || range.latest <= range.first) return 0;
  const cron = readCron(schedule.cron ?? "", schedule.time_zone);
  let count = 0;
  // Stops at `latest`: computing all `max` times took 0.4 s for each schedule, however few it had missed.
  for (let at: Date | null = new Date(range.first); at !== null && count < range.max; count += 1) {
    if (at.getTime() >= range.latest) break;
    at = cron?.nextRun(at) ?? null;
  }
  return count;
}

function readCron(expression: string, timeZone: string | null): Cron | null {
  try {
    return new Cron(expression, timeZone === null ? {} : { timezone: timeZone });
  } catch {
    // croner's message repeats the input. The caller's message does not.
    return null;
  }
}

/** Whether an expression names seconds. */
function isFine(expression: string): boolean {
  return expression.trim().split(/\s+/).length > FIVE_FIELDS;
}

function invalidCron(reason: string): AppError {
  return new AppError("INVALID_INPUT", `Invalid cron expression: ${reason}`, {
    details: [{ path: "cron", message: reason }],
  });
}
