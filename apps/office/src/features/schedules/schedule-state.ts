/** Schedules in words: their state, the sentence of the page, the same act in a terminal. Pure. */
import type { RouteOutput } from "@tinyagi/contracts";
import { quoted } from "../../lib/format/shell";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";

export type Schedule = RouteOutput<"listSchedules">[number];
export type ScheduleRun = RouteOutput<"scheduleRuns">[number];
export type Preview = RouteOutput<"previewSchedule">;

export interface Shown {
  state: State;
  word: string;
}

/** A skipped time that nobody was there for was missed; one that another firing stood in the way of was skipped. */
export function runState(run: ScheduleRun, isOpen: boolean): Shown {
  if (run.status === "failed") return { state: "failed", word: words.schedules.states.failed };
  if (run.status === "fired")
    return isOpen
      ? { state: "running", word: words.schedules.states.running }
      : { state: "done", word: words.schedules.states.sent };
  return isMissed(run)
    ? { state: "failed", word: words.schedules.states.missed }
    : { state: "held", word: words.schedules.states.skipped };
}

export function isMissed(run: ScheduleRun): boolean {
  return run.status === "skipped" && (run.missed ?? 0) > 0;
}

/** Its label; without one of its own, what it says. */
export function titleOfSchedule({
  label,
  message,
  isNamed = true,
}: Pick<Schedule, "label" | "message" | "isNamed">): string {
  return isNamed ? oneLine(label, 60) : toTitle({ text: message });
}

/** Whether it was for one time, and that message was sent. One that was run by hand before its time is still due, or off. */
export function isSentOnce(schedule: Pick<Schedule, "runAt" | "nextRunAt" | "lastRun">): boolean {
  const { runAt, nextRunAt, lastRun } = schedule;
  if (runAt === undefined || nextRunAt !== null || lastRun?.status !== "fired") return false;
  return lastRun.dueAt >= Date.parse(runAt);
}

/** At fixed times of every day: a dictionary of cron says only the times. */
export function isDaily(cron: string): boolean {
  return /^[\d,]+ [\d,]+ \* \* \*$/.test(cron);
}

/** Soonest first; those that are turned off or over come last. */
export function inOrder(schedules: readonly Schedule[]): Schedule[] {
  const next = ({ nextRunAt }: Schedule): number => nextRunAt ?? Number.POSITIVE_INFINITY;
  return [...schedules].sort((a, b) => next(a) - next(b) || a.createdAt - b.createdAt);
}

/** @param nameOf the name of an agent or team; @param timeOf words for the time of the next one */
export function schedulesSentence(
  schedules: readonly Schedule[],
  names: { nameOf: (id: string) => string; timeOf: (time: number) => string },
): string {
  const say = words.schedules.sentence;
  if (schedules.length === 0) return say.none;
  const [first] = inOrder(schedules);
  const missed = schedules.filter(({ lastRun }) => lastRun !== null && isMissed(lastRun)).length;
  const failed = schedules.filter(({ lastRun }) => lastRun?.status === "failed").length;
  const next =
    first?.nextRunAt == null
      ? say.noneDue(schedules.length)
      : say.next(oneLine(names.nameOf(first.agentId), 40), names.timeOf(first.nextRunAt));
  const troubles = [
    ...(missed === 0 ? [] : [say.missed(missed)]),
    ...(failed === 0 ? [] : [say.failed(failed)]),
  ];
  return troubles.length === 0 ? next : say.trouble(next, say.join(troubles));
}

/** The fields of the form. */
export interface Fields {
  agentId: string;
  message: string;
  label: string;
  when: string;
}

export function toFields(schedule: Schedule): Fields {
  const { agentId, message, cron, runAt } = schedule;
  const label = schedule.isNamed === false ? "" : schedule.label;
  return { agentId, message, label, when: cron === "" ? (runAt ?? "") : cron };
}

/** The command that creates the same schedule. */
export function addCommand(fields: Fields, preview: Preview | undefined): string {
  const { agentId, message, label } = fields;
  const time =
    preview === undefined
      ? `--when ${quoted(fields.when)}`
      : preview.cron === null
        ? `--at ${preview.runAt ?? ""}`
        : `--cron ${quoted(preview.cron)} --time-zone ${preview.timeZone}`;
  const name = label.trim() === "" ? "" : ` --label ${quoted(label.trim())}`;
  return `tinyagi schedule add --agent ${agentId || "…"} ${time}${name} ${quoted(oneLine(message, 60) || "…")}`;
}
