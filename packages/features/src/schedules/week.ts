/**
 * The schedules of one week, day by day, from Monday: what happened, and what is due. Guarantees: an answer has a bounded
 * size, however often a schedule is due; other work goes on while it is computed.
 */
import { setImmediate as turn } from "node:timers/promises";
import { machineZone } from "@tinyagi/base";
import { AppError, DUE_COUNT_MAX, type ScheduleDay, type ScheduleWeek } from "@tinyagi/contracts";
import type { ScheduleRow, ScheduleRunRow, Store } from "@tinyagi/kernel";
import { isTimeZone, readRunAt, timesBetween } from "./schedule-time.js";
import { readWhy } from "./schedule-why.js";

/** Times of one schedule on one day. All of a schedule of every minute took 4 s: the others are counted up to a limit. */
const SHOWN = 3;
/** Days of different expressions. Beyond, all are computed again. */
const DAYS_KEPT = 5_000;
const DAYS = 7;
const DAY_MS = 86_400_000;

type Time = ScheduleDay["times"][number];
interface Span {
  since: number;
  until: number;
}

export interface WeekInput {
  /** A day of the week, as `2026-11-23`. Null for today. */
  date: string | null;
  /** Null for the machine's. */
  timeZone: string | null;
}

export interface Weeks {
  /** @throws AppError `INVALID_INPUT` for a day or a time zone that does not exist */
  read(input: WeekInput, now: number): Promise<ScheduleWeek>;
}

export function createWeeks(store: Store): Weeks {
  const known = new Map<string, number[]>();
  /** The first times of a whole day. They depend on nothing that changes. */
  function timesOfDay(row: ScheduleRow, day: Span): number[] {
    const key = JSON.stringify([row.cron, row.time_zone, day.since]);
    const times =
      known.get(key) ?? timesBetween(row.cron ?? "", row.time_zone, { ...day, max: DUE_COUNT_MAX });
    if (known.size >= DAYS_KEPT) known.clear();
    known.set(key, times);
    return times;
  }
  function coming(row: ScheduleRow, day: Span, now: number): number[] {
    const after = Math.max(now, row.last_due_at ?? 0);
    if (row.enabled === 0 || day.until <= after) return [];
    if (row.run_at !== null) return row.run_at >= day.since && row.run_at < day.until ? [row.run_at] : [];
    if (after < day.since) return timesOfDay(row, day);
    return timesBetween(row.cron ?? "", row.time_zone, {
      since: after + 1,
      until: day.until,
      max: DUE_COUNT_MAX,
    });
  }
  return {
    async read({ date, timeZone }, now) {
      if (timeZone !== null && !isTimeZone(timeZone))
        throw unknown("timeZone", "There is no such time zone.");
      const zone = timeZone ?? machineZone();
      const today = toDate(now, zone);
      const first = findMonday(date ?? today);
      const dates = Array.from({ length: DAYS }, (_, i) => dayAfter(first, i));
      const starts = [...dates, dayAfter(first, DAYS)].map((day) => readRunAt(`${day}T00:00`, zone));
      const spans = dates.map((_, i) => ({ since: starts[i] ?? 0, until: starts[i + 1] ?? 0 }));
      const days: ScheduleDay[][] = dates.map(() => []);
      for (const row of store.schedules.list(null)) {
        const runs = store.schedules.runsBetween(row.id, starts[0] ?? 0, starts[DAYS] ?? 0);
        for (const [i, span] of spans.entries()) {
          const past = runs.filter(({ due_at }) => due_at >= span.since && due_at < span.until);
          const next = coming(row, span, now);
          if (past.length + next.length > 0) days[i]?.push(toDay(row, past, next));
          // A day of every minute takes 20 ms.
          await turn();
        }
      }
      return {
        timeZone: zone,
        previous: dayAfter(first, -DAYS),
        next: dayAfter(first, DAYS),
        days: dates.map((day, i) => ({
          date: day,
          start: starts[i] ?? 0,
          isToday: day === today,
          schedules: (days[i] ?? []).sort(inOrder),
        })),
      };
    },
  };
}

/** Troubles are always among the times, then what comes next, then the newest that went well. */
function toDay(row: ScheduleRow, past: readonly ScheduleRunRow[], next: readonly number[]): ScheduleDay {
  const runs = past.map(timeOf);
  const isTrouble = ({ state }: Time): boolean => state === "missed" || state === "failed";
  const due = next.map((at): Time => ({ at, state: "due", missed: 0, reason: null, conversationId: null }));
  const ranked = [
    ...runs.filter(isTrouble).reverse(),
    ...due,
    ...runs.filter((run) => !isTrouble(run)).reverse(),
  ];
  const missed = past.reduce((sum, run) => sum + run.missed, 0);
  return {
    scheduleId: row.id,
    label: row.label,
    agentId: row.agent_id,
    missed,
    failed: runs.filter(({ state }) => state === "failed").length,
    sent: runs.filter(({ state }) => state === "fired").length,
    due: next.length,
    times: ranked.slice(0, SHOWN).sort((a, b) => a.at - b.at),
    hasMore: ranked.length > SHOWN,
  };
}

function timeOf(run: ScheduleRunRow): Time {
  const { missed } = run;
  const state = run.status === "skipped" && missed > 0 ? "missed" : run.status;
  return { at: run.due_at, state, missed, ...readWhy(run), conversationId: run.conversation_id };
}

/** One that is due all the time comes last: it would hide those that people plan their day by. */
function inOrder(a: ScheduleDay, b: ScheduleDay): number {
  return Number(a.hasMore) - Number(b.hasMore) || firstOf(a) - firstOf(b);
}

function firstOf({ times }: ScheduleDay): number {
  return times[0]?.at ?? 0;
}

/** The date in a zone. */
function toDate(time: number, timeZone: string): string {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  // Swedish writes a date as ISO does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, ...parts }).format(time);
}

function findMonday(date: string): string {
  const time = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(date))
    throw unknown("date", "There is no such day. Write it as 2026-11-23.");
  return dayAfter(date, -((new Date(time).getUTCDay() + 6) % 7));
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function unknown(path: string, message: string): AppError {
  return new AppError("INVALID_INPUT", message, { details: [{ path, message: "is not known" }] });
}
