/** Caches due times per state of a schedule's row, so that a wake-up does not parse every expression again. */
import type { ScheduleRow } from "@tinyagi/kernel";
import { nextDue } from "./schedule-time.js";

/** Removed schedules leave entries. Beyond this number all are dropped and computed again. */
const ENTRIES_MAX = 2_000;

export interface NextTimes {
  /** Depends only on the row, not on the current time. */
  next(row: ScheduleRow): number | null;
  /** The zone of the machine may be another one. */
  forget(): void;
}

export function createNextTimes(): NextTimes {
  const known = new Map<string, { key: string; next: number | null }>();
  return {
    forget: () => known.clear(),
    next(row) {
      const key = JSON.stringify([row.cron, row.run_at, row.time_zone, row.last_due_at, row.created_at]);
      const entry = known.get(row.id);
      if (entry?.key === key) return entry.next;
      if (known.size >= ENTRIES_MAX) known.clear();
      const next = nextDue(row);
      known.set(row.id, { key, next });
      return next;
    },
  };
}
