/**
 * How much an agent may schedule for itself. What it schedules opens new conversations, with limits of their own: without
 * these here a run could keep itself at work for ever.
 */
import { AppError } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import { createRateWindow, type RateWindow } from "../pairing/rate-window.js";
import type { ScheduleRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { checkCron } from "./schedule-time.js";

/** Schedules one agent may have when its own runs make them. */
export const AGENT_SCHEDULES_MAX = 20;
/** Schedules the runs of one agent may make in an hour, also when it removes others. */
export const AGENT_SCHEDULES_PER_HOUR = 20;
/** Such a schedule comes due no more often. */
const AGENT_SCHEDULE_GAP_MIN_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Agents whose schedules are counted; beyond it the oldest is forgotten. */
const AGENTS_MAX = 1_000;

/** Inside the write that adds `row`. @throws AppError `CONFLICT`, `INVALID_INPUT`, `RATE_LIMITED` */
export type AgentLimits = (row: ScheduleRow) => void;

export function createAgentLimits({ store, clock }: { store: Store; clock: Clock }): AgentLimits {
  const windows = new Map<string, RateWindow>();

  function windowOf(agentId: string): RateWindow {
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
        `This agent has ${AGENT_SCHEDULES_MAX} schedules already; remove one first.`,
      );
    if (row.cron !== null)
      checkCron(row.cron, row.time_zone, { now: clock.now(), gapMinMs: AGENT_SCHEDULE_GAP_MIN_MS });
    const window = windowOf(row.agent_id);
    if (window.full())
      throw new AppError(
        "RATE_LIMITED",
        `An agent makes at most ${AGENT_SCHEDULES_PER_HOUR} schedules in an hour. Use one that comes again.`,
      );
    store.afterRollback(window.add());
  };
}
