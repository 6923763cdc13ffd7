/** Converts a schedule to the view of the API. */

import { machineZone } from "@tinyagi/base";
import {
  type ReportChat,
  type ScheduleRunView,
  type ScheduleView,
  UNFETCHED_CHANNELS,
} from "@tinyagi/contracts";
import type { OwnerChat, ScheduleRow, ScheduleRunRow, Store } from "@tinyagi/kernel";
import { findRole } from "@tinyagi/kernel";
import { readWhy } from "./schedule-why.js";

export function scheduleView(
  row: ScheduleRow,
  facts: { nextRunAt: number | null; lastRun: ScheduleRunRow | undefined; reportsTo: ReportChat },
): ScheduleView {
  return {
    id: row.id,
    label: row.label,
    isNamed: row.is_named === 1,
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
    reportsTo: facts.reportsTo,
  };
}

/** Its own person, else the owner's chat, if it asks on behalf of an owner. */
export function reportsTo(store: Store, row: ScheduleRow, owner: OwnerChat | undefined): ReportChat {
  const { channel, sender, asker } = row;
  if (!UNFETCHED_CHANNELS.has(channel)) return { channel, name: sender };
  const isOwners = findRole(store, { channel, sender, sender_id: sender, asker }) === "owner";
  return owner === undefined || !isOwners ? null : { channel: owner.channel, name: owner.sender };
}

export function scheduleRunView(row: ScheduleRunRow): ScheduleRunView {
  return {
    dueAt: row.due_at,
    status: row.status,
    ...readWhy(row),
    missed: row.missed,
    conversationId: row.conversation_id,
    createdAt: row.created_at,
  };
}
