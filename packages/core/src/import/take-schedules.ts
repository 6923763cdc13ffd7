/** Schedules. What was due while nothing ran is in the past: an import fires nothing. */
import { Cron } from "croner";
import { type ImportContext, quoted } from "./context.js";
import { isRecord, textOf, timeOf } from "./legacy-value.js";

export function takeSchedules(entries: readonly unknown[], context: ImportContext): void {
  const { into, report, now } = context;
  const labels = new Set<string>();
  const ids = new Set<string>();
  for (const entry of entries) {
    const target = isRecord(entry) ? textOf(entry.agentId) : "";
    if (!isRecord(entry) || target === "" || textOf(entry.message) === "") {
      report.note("A schedule without an agent or a message is left out.");
      continue;
    }
    const id = unique(textOf(entry.id, "schedule"), ids);
    const old = textOf(entry.label, id);
    const label = unique(old, labels);
    if (label !== old)
      report.note(`Two schedules had the label ${quoted(old)}; one is now ${quoted(label)}.`);
    const agentId = context.ids.target(target);
    if (!context.ids.hasAgent(agentId) && !context.ids.hasTeam(agentId))
      report.note(`Schedule ${quoted(label)} is for ${quoted(target)}, which is not configured.`);
    const runAt = textOf(entry.runAt) === "" ? null : timeOf(entry.runAt, 0);
    const cron = runAt === null ? textOf(entry.cron) : null;
    const created = timeOf(entry.createdAt, now);
    into.addSchedule({
      id,
      label,
      cron,
      run_at: runAt,
      time_zone: null,
      agent_id: agentId,
      message: textOf(entry.message),
      channel: textOf(entry.channel, "schedule"),
      sender: textOf(entry.sender, "Scheduler"),
      enabled: entry.enabled !== false && isDue({ cron, runAt, label }, context) ? 1 : 0,
      catch_up: "once",
      overlap: "skip",
      last_due_at: now,
      created_at: created,
      updated_at: now,
    });
    report.count("schedules");
  }
}

function isDue(
  { cron, runAt, label }: { cron: string | null; runAt: number | null; label: string },
  { report, now }: ImportContext,
): boolean {
  if (runAt !== null) {
    if (runAt <= now)
      report.note(
        `Schedule ${quoted(label)} was for a time that has passed; it is switched off and did not run.`,
      );
    return runAt > now;
  }
  if (cron !== null && isCron(cron)) return true;
  report.note(`Schedule ${quoted(label)} has a cron expression that cannot be read; it is switched off.`);
  return false;
}

function isCron(expression: string): boolean {
  try {
    return new Cron(expression, { paused: true }).nextRun() !== null;
  } catch {
    // Any expression it throws on would never fire.
    return false;
  }
}

function unique(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  taken.add(name);
  return name;
}
