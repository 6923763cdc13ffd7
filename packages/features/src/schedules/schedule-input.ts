/** Converts a caller's input to a row. Checks every rule of a schedule, for new and changed ones. */

import type { NewId } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import type { ScheduleRow } from "@tinyagi/kernel";
import { checkCron, isTimeZone, readRunAt } from "./schedule-time.js";

export const DEFAULT_SCHEDULE_CHANNEL = "schedule";
const DEFAULT_SENDER = "Scheduler";

/** Fields of the API. Absent ones keep the stored value, or get their default. */
export interface ScheduleInput {
  agentId?: string | undefined;
  message?: string | undefined;
  cron?: string | null | undefined;
  runAt?: string | number | null | undefined;
  label?: string | null | undefined;
  channel?: string | null | undefined;
  sender?: string | null | undefined;
  enabled?: boolean | undefined;
  timeZone?: string | null | undefined;
  catchUp?: ScheduleRow["catch_up"] | undefined;
  overlap?: ScheduleRow["overlap"] | undefined;
  /** The person for whom a run creates it. It never changes later. */
  asker?: string | null | undefined;
}

export interface InputRules {
  now: number;
  newId: NewId;
  /** Whether an agent or team has this id. */
  knows: (id: string) => boolean;
}

/** @throws AppError `INVALID_INPUT`, `UNKNOWN_AGENT` */
export function newSchedule(input: ScheduleInput, rules: InputRules): ScheduleRow {
  const { now } = rules;
  const timeZone = input.timeZone ?? null;
  const due = dueFields(input, timeZone);
  const missing = due === null || !input.agentId || isBlank(input.message ?? "");
  if (missing)
    throw new AppError("INVALID_INPUT", "agentId, message, and either cron or runAt are required", {
      details: due === null ? [{ path: "cron", message: "is missing" }] : [],
    });
  const tail = rules.newId("sched");
  const row: ScheduleRow = {
    id: `${now}-${tail.slice(-6)}`,
    label: input.label ?? `sched-${now}-${tail.slice(-10, -6)}`,
    ...due,
    time_zone: timeZone,
    agent_id: input.agentId ?? "",
    message: input.message ?? "",
    channel: input.channel ?? DEFAULT_SCHEDULE_CHANNEL,
    sender: input.sender ?? DEFAULT_SENDER,
    enabled: input.enabled === false ? 0 : 1,
    catch_up: input.catchUp ?? "once",
    overlap: input.overlap ?? "skip",
    last_due_at: null,
    created_at: now,
    updated_at: now,
    asker: input.asker ?? null,
    is_named: input.label == null ? 0 : 1,
  };
  check(row, { ...rules, timesChanged: true, targetChanged: true });
  return row;
}

/** @throws AppError `INVALID_INPUT`, `UNKNOWN_AGENT` */
export function changedSchedule(stored: ScheduleRow, input: ScheduleInput, rules: InputRules): ScheduleRow {
  const timeZone = input.timeZone === undefined ? stored.time_zone : input.timeZone;
  const due = dueFields(input, timeZone) ?? { cron: stored.cron, run_at: stored.run_at };
  const row: ScheduleRow = {
    ...stored,
    ...due,
    time_zone: timeZone,
    label: input.label ?? stored.label,
    is_named: input.label == null ? stored.is_named : 1,
    agent_id: input.agentId ?? stored.agent_id,
    message: input.message ?? stored.message,
    channel: input.channel ?? stored.channel,
    sender: input.sender ?? stored.sender,
    enabled: input.enabled === undefined ? stored.enabled : Number(input.enabled),
    catch_up: input.catchUp ?? stored.catch_up,
    overlap: input.overlap ?? stored.overlap,
    updated_at: rules.now,
  };
  const timesChanged =
    row.cron !== stored.cron || row.run_at !== stored.run_at || row.time_zone !== stored.time_zone;
  const isEnabledAnew = row.enabled === 1 && stored.enabled === 0;
  check(row, {
    ...rules,
    timesChanged: timesChanged || isEnabledAnew,
    targetChanged: row.agent_id !== stored.agent_id,
  });
  if (!timesChanged && !isEnabledAnew) return row;
  // Times before now were never due under the changed schedule.
  return { ...row, last_due_at: row.cron === null ? null : Math.max(rules.now, stored.last_due_at ?? 0) };
}

/** The due time in the input, if any. Clients of 0.0.20 send the unused field as an empty string. */
function dueFields(
  input: ScheduleInput,
  timeZone: string | null,
): Pick<ScheduleRow, "cron" | "run_at"> | null {
  const cron = input.cron?.trim() ?? "";
  const runAt = input.runAt ?? "";
  if (cron !== "" && runAt !== "")
    throw new AppError("INVALID_INPUT", "Give either cron or runAt, not both.", {
      details: [{ path: "runAt", message: "is given beside cron" }],
    });
  if (timeZone !== null && !isTimeZone(timeZone))
    throw new AppError("INVALID_INPUT", "There is no such time zone; use a name such as Europe/Berlin.", {
      details: [{ path: "timeZone", message: "is not known" }],
    });
  if (cron !== "") return { cron, run_at: null };
  return runAt === "" ? null : { cron: null, run_at: readRunAt(runAt, timeZone) };
}

function check(
  row: ScheduleRow,
  rules: InputRules & { timesChanged: boolean; targetChanged: boolean },
): void {
  if (isBlank(row.message)) throw new AppError("INVALID_INPUT", "message must not be empty");
  if (rules.targetChanged && !rules.knows(row.agent_id))
    throw new AppError(
      "UNKNOWN_AGENT",
      "There is no agent or team with that id. List them with `tinyagi agent list`.",
    );
  if (!rules.timesChanged) return;
  if (row.cron !== null) checkCron(row.cron, row.time_zone, { now: rules.now });
  else if (row.enabled === 1 && (row.run_at ?? 0) <= rules.now)
    throw new AppError("INVALID_INPUT", "runAt must be in the future", {
      details: [{ path: "runAt", message: "has passed" }],
    });
}
