/** One schedule as people read it. */
import type { ReportChat, ScheduleRunView, ScheduleView } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { sayWhy, stamp } from "@tinyagi/views";
import { linesOfText } from "../../output/output.js";
import { facts } from "../../view/table.js";

/** When it is due: `once`, or its cron expression. */
export function toTimes(row: ScheduleView): string {
  if (row.runAt !== undefined) return "once";
  return row.timeZone === null ? row.cron : `${row.cron} (${row.timeZone})`;
}

export function toLines(row: ScheduleView): string[] {
  return [
    ...facts([
      ["label", row.label],
      ["id", row.id],
      ["agent", row.agentId],
      ["when", row.runAt === undefined ? toTimes(row) : `once at ${stamp(Date.parse(row.runAt))}`],
      ["next", row.enabled ? (row.nextRunAt === null ? "never" : stamp(row.nextRunAt)) : "disabled"],
      ["last", row.lastRun === null ? "never" : runLine(row.lastRun)],
      ["answers to", chatText(row.reportsTo)],
      ["catch up", row.catchUp === "once" ? "one message for all missed times" : "missed times are skipped"],
      ["overlap", row.overlap === "skip" ? "skipped while the last message is in progress" : "allowed"],
    ]),
    "",
    ...linesOfText(row.message),
  ];
}

/** Who reads the answers. */
export function chatText(chat: ReportChat): string {
  return chat === null
    ? "no chat; see tinyagi conversation list"
    : `${cleanLine(chat.name)} on ${cleanLine(chat.channel)}`;
}

function runLine(run: ScheduleRunView): string {
  return `${run.status} ${stamp(run.dueAt)}${run.reason === null ? "" : `: ${sayWhy(run)}`}`;
}
