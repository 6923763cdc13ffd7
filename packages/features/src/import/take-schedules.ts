/** Schedules. An import fires nothing: due times that passed while no daemon ran are skipped. */
import { isAppError } from "@tinyagi/contracts";
import { checkCron } from "../schedules/schedule-time.js";
import { type ImportContext, quoted } from "./context.js";
import { isRecord, type LegacyRecord, timeOf, toText } from "./legacy-value.js";
import type { ReportWriter } from "./report.js";
import { createScheduleNames, isLabel, type ScheduleName } from "./schedule-names.js";

export function takeSchedules(entries: readonly unknown[], context: ImportContext): void {
  const { into, report, now } = context;
  const taken = entries.filter(isSchedule);
  for (let left = entries.length - taken.length; left > 0; left -= 1)
    report.note("A schedule without an agent or a message is not imported.");
  const nameOf = createScheduleNames(taken);
  for (const entry of taken) {
    const name = nameOf(entry);
    noteNames(name, report);
    const { id, label } = name;
    const target = toText(entry.agentId);
    const agentId = context.ids.target(target);
    if (!context.ids.hasAgent(agentId) && !context.ids.hasTeam(agentId))
      report.note(`Schedule ${quoted(label)} is for ${quoted(target)}, which is not configured.`);
    const runAt = toText(entry.runAt) === "" ? null : timeOf(entry.runAt, 0);
    const cron = runAt === null ? toText(entry.cron) : null;
    const created = timeOf(entry.createdAt, now);
    into.addSchedule({
      id,
      label,
      cron,
      run_at: runAt,
      time_zone: null,
      agent_id: agentId,
      message: toText(entry.message),
      channel: toText(entry.channel) || "schedule",
      sender: toText(entry.sender) || "Scheduler",
      enabled: entry.enabled !== false && isDue({ cron, runAt, label }, context) ? 1 : 0,
      catch_up: "once",
      overlap: "skip",
      last_due_at: now,
      created_at: created,
      updated_at: now,
      asker: null,
      is_named: MADE_LABEL.test(label) ? 0 : 1,
    });
    report.count("schedules");
  }
}

/** What 0.0.20 wrote where a person gave no label: with the time in milliseconds. */
const MADE_LABEL = /^sched-\d{13}-\w+$/;

function isSchedule(entry: unknown): entry is LegacyRecord {
  return isRecord(entry) && toText(entry.agentId) !== "" && toText(entry.message) !== "";
}

function noteNames({ id, label, old }: ScheduleName, report: ReportWriter): void {
  if (old.id !== "" && id !== old.id)
    report.note(
      `The id ${quoted(old.id)} of a schedule is taken or not valid here; it is now ${quoted(id)}.`,
    );
  if (label === old.label) return;
  report.note(
    isLabel(old.label)
      ? `Two schedules had the label ${quoted(old.label)}; one is now ${quoted(label)}.`
      : `The label ${quoted(old.label)} of a schedule is not valid here; it is now ${quoted(label)}.`,
  );
}

function isDue(
  { cron, runAt, label }: { cron: string | null; runAt: number | null; label: string },
  { report, now }: ImportContext,
): boolean {
  if (runAt !== null) {
    if (runAt <= now)
      report.note(
        `Schedule ${quoted(label)} was for a time that has passed or cannot be read; it is switched off and did not run.`,
      );
    return runAt > now;
  }
  const problem = findProblem(cron ?? "", now);
  if (problem !== null)
    report.note(
      `Schedule ${quoted(label)} is switched off; its cron expression ${quoted(cron ?? "")} is refused: ${problem}.`,
    );
  return problem === null;
}

/** Why the route would refuse the expression, or null. */
function findProblem(cron: string, now: number): string | null {
  try {
    checkCron(cron, null, { now });
    return null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.details?.[0]?.message ?? error.message;
  }
}
