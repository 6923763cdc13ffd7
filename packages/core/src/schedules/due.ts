/** What is to be done about a schedule at a moment. Pure: row and time in, decision out. */
import type { ScheduleRow } from "../store/schema.js";
import { countMissed, latestDue, nextDue } from "./schedule-time.js";

/** A due time handled within this is on time; later the daemon was not there, or the machine slept. */
export const ON_TIME_MS = 90_000;
/** Missed due times counted for the history. */
export const MISSED_COUNT_MAX = 1_000;
/** A mark, or the making of one that never fired, this far ahead comes from a clock that was wrong, not from a switch of an hour or two. */
export const MARK_AHEAD_MAX_MS = 86_400_000;

export type Due =
  | { kind: "none" }
  /** Not before `at`. */
  | { kind: "wait"; at: number }
  /** The mark of what was handled lies absurdly far ahead: it begins anew from now. */
  | { kind: "reset" }
  | {
      kind: "fire";
      dueAt: number;
      /** Due times before `dueAt` that nobody was there for: from which on and how many. */
      missed: { first: number; count: number } | null;
    }
  /** Missed, and not to be made up for. */
  | { kind: "miss"; dueAt: number; count: number };

export function dueOf(schedule: ScheduleRow, now: number, next = nextDue(schedule)): Due {
  if (schedule.enabled === 0) return { kind: "none" };
  if (schedule.cron !== null && (schedule.last_due_at ?? schedule.created_at) - now > MARK_AHEAD_MAX_MS)
    return { kind: "reset" };
  if (next === null) return { kind: "none" };
  if (next > now) return { kind: "wait", at: next };
  const latest = latestDue(schedule, next, now);
  const count = countMissed(schedule, { first: next, latest, max: MISSED_COUNT_MAX });
  if (schedule.catch_up === "skip" && now - latest > ON_TIME_MS)
    return { kind: "miss", dueAt: latest, count: count + 1 };
  return { kind: "fire", dueAt: latest, missed: count === 0 ? null : { first: next, count } };
}
