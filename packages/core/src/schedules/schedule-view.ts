/** Converts a schedule to the view of the API. */
import type { ScheduleRunView, ScheduleView } from "@tinyagi/contracts";
import { machineZone } from "../base/machine-zone.js";
import type { ScheduleRow, ScheduleRunRow } from "../store/schema.js";

export function scheduleView(
  row: ScheduleRow,
  facts: { nextRunAt: number | null; lastRun: ScheduleRunRow | undefined },
): ScheduleView {
  return {
    id: row.id,
    label: row.label,
    cron: row.cron ?? "",
    agentId: row.agent_id,
    message: row.message,
    channel: row.channel,
    sender: row.sender,
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    ...(row.run_at === null ? {} : { runAt: new Date(row.run_at).toISOString() }),
    timeZone: row.time_zone,
    zone: row.time_zone ?? machineZone(),
    catchUp: row.catch_up,
    overlap: row.overlap,
    nextRunAt: facts.nextRunAt,
    lastRun: facts.lastRun === undefined ? null : scheduleRunView(facts.lastRun),
  };
}

export function scheduleRunView(row: ScheduleRunRow): ScheduleRunView {
  return {
    dueAt: row.due_at,
    status: row.status,
    reason: row.reason,
    conversationId: row.conversation_id,
    createdAt: row.created_at,
  };
}
