/** `schedule week`: what was and is due in a week, day by day. */
import type { ScheduleDay } from "@tinyagi/contracts";
import { minute } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { table } from "../../view/table.js";

interface WeekOptions {
  timeZone?: string;
}

export function registerWeek(schedule: Command, context: CliContext): void {
  schedule
    .command("week")
    .argument("[date]", "a day of the week, e.g. 2026-11-23 (default: today)")
    .option("--time-zone <name>", "time zone in which days begin, e.g. Europe/Berlin")
    .description("show a week: what was sent, missed or failed, and what is due")
    .action((date: string | undefined, options: WeekOptions) => week(context, date, options));
}

async function week(context: CliContext, date: string | undefined, options: WeekOptions): Promise<void> {
  const client = await context.connect();
  const query = { date, timeZone: options.timeZone };
  const answer = await client.call("scheduleWeek", { query, signal: context.signal });
  context.output.data(answer, (columns) => {
    const rows = answer.days.flatMap(({ date: day, schedules }) =>
      schedules.map((one) => [day, one.label, one.agentId, toTimes(day, one), findTrouble(one)]),
    );
    const monday = answer.days[0]?.date ?? "";
    return rows.length === 0
      ? [`nothing is due in the week of ${monday}; add a schedule: tinyagi schedule add`]
      : table(["DAY", "LABEL", "AGENT", "TIMES", "TROUBLE"], rows, columns);
  });
}

/** Days begin in another zone than the times may be written in: then a time has its date. */
function toTimes(day: string, { times, hasMore }: ScheduleDay): string {
  const said = times.map(({ at, state }) => {
    const time = minute(at).replace(`${day} `, "");
    return state === "due" ? time : `${time} ${state}`;
  });
  return [...said, ...(hasMore ? ["…"] : [])].join(", ");
}

function findTrouble({ missed, failed }: ScheduleDay): string {
  return [missed === 0 ? "" : `${missed} missed`, failed === 0 ? "" : `${failed} failed`]
    .filter((part) => part !== "")
    .join(", ");
}
