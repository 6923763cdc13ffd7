/**
 * Limits on what an agent may schedule for itself. Its schedules open new conversations with limits of their own, so
 * without these limits a run could keep itself running forever.
 */

import type { Clock } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { ScheduleRow, Store } from "@tinyagi/kernel";
import { createRateWindow, type RateWindow } from "../pairing/rate-window.js";
import { checkCron } from "./schedule-time.js";

/** Most schedules that one agent may have when its own runs create them. */
export const AGENT_SCHEDULES_MAX = 20;
/** Most schedules that the runs of one agent may create in an hour, even if they remove others. */
export const AGENT_SCHEDULES_PER_HOUR = 20;
/** Shortest time between two due times of such a schedule. */
const AGENT_SCHEDULE_GAP_MIN_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Most agents whose schedules are counted. Beyond that the oldest is dropped. */
const AGENTS_MAX = 1_000;

/** Call it inside the write that adds `row`. @throws AppError `CONFLICT`, `INVALID_INPUT`, `RATE_LIMITED` */
export type AgentLimits = (row: ScheduleRow) => void;

export function createAgentLimits({ store, clock }: { store: Store; clock: Clock }): AgentLimits {
  const windows = new Map<string, RateWindow>();

  function getWindow(agentId: string): RateWindow {
    const known = windows.get(agentId);
    if (known !== undefined) return known;
    const [oldest] = windows.keys();
    if (windows.size >= AGENTS_MAX && oldest !== undefined) windows.delete(oldest);
    const window = createRateWindow({ clock, limit: AGENT_SCHEDULES_PER_HOUR, windowMs: HOUR_MS });
    windows.set(agentId, window);
    return window;
  }

  return (row) => {
    if (store.schedules.countOf(row.agent_id) >= AGENT_SCHEDULES_MAX)
      throw new AppError(
        "CONFLICT",
        `This agent already has ${AGENT_SCHEDULES_MAX} schedules. Remove one first.`,
      );
    if (row.cron !== null)
      checkCron(row.cron, row.time_zone, { now: clock.now(), gapMinMs: AGENT_SCHEDULE_GAP_MIN_MS });
    const window = getWindow(row.agent_id);
    if (window.full())
      throw new AppError(
        "RATE_LIMITED",
        `An agent may create at most ${AGENT_SCHEDULES_PER_HOUR} schedules in an hour. Use a recurring one.`,
      );
    store.afterRollback(window.add());
  };
}
