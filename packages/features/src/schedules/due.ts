/** Decides what to do about a schedule at a given time. Pure: row and time in, decision out. */
import type { ScheduleRow } from "@tinyagi/kernel";
import { countMissed, latestDue, nextDue } from "./schedule-time.js";

/** A due time handled within this delay is on time. Later, the daemon was not running or the machine slept. */
export const ON_TIME_MS = 90_000;
/** Most missed due times counted for the history. */
export const MISSED_COUNT_MAX = 1_000;
/**
 * A last due time (or a creation time) this far in the future comes from a wrong clock, not from a change of an hour
 * or two.
 */
export const MARK_AHEAD_MAX_MS = 86_400_000;

export type Due =
  | { kind: "none" }
  /** Not before `at`. */
  | { kind: "wait"; at: number }
  /** The recorded last due time is far in the future, so the schedule starts again from now. */
  | { kind: "reset" }
  | {
      kind: "fire";
      dueAt: number;
      /** Missed due times before `dueAt`: the first one and their number. */
      missed: { first: number; count: number } | null;
    }
  /** Missed, and not to be made up for. */
  | { kind: "miss"; dueAt: number; count: number };

export function resolveDue(schedule: ScheduleRow, now: number, next = nextDue(schedule)): Due {
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
