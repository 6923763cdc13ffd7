/** The questions of `schedule add`: only for values that the command line does not give. */
import type { CliContext } from "../context/context.js";
import { askOne, askText, type Choice } from "../prompt/ask.js";

/** Exactly one of the three. */
export interface ScheduleTime {
  cron?: string;
  at?: string;
  in?: string;
}

export interface ScheduleAnswers extends ScheduleTime {
  agent: string;
  message: string;
}

const TIMES = [
  { value: "cron", label: "repeatedly", hint: "a cron expression" },
  { value: "at", label: "once, at a time", hint: "such as 2027-01-31 18:00" },
  { value: "in", label: "once, after a while", hint: "such as 30m or 2h" },
] as const;
const QUESTIONS = {
  cron: {
    message: "Cron expression: minute hour day month weekday, e.g. 0 9 * * 1-5",
    flag: "--cron <expression>",
  },
  at: { message: "When? e.g. 2027-01-31 18:00", flag: "--at <time>" },
  in: { message: "After how long? e.g. 30m or 2h", flag: "--in <duration>" },
} as const;

/** @throws CliError usage without a terminal, 130 when the person cancels */
export async function askForSchedule(
  context: CliContext,
  given: { agent?: string | undefined; message?: string | undefined; timed: boolean },
  who: readonly Choice[],
): Promise<ScheduleAnswers> {
  const agent =
    given.agent ??
    (await askOne(
      context,
      { message: "Which agent or team gets the message?", flag: "--agent <id>" },
      { options: who },
    ));
  const message =
    given.message ??
    (await askText(
      context,
      { message: "What is the message?", flag: "--message <text>" },
      { check: filled },
    ));
  return { agent, message, ...(given.timed ? {} : await askForTime(context)) };
}

/** The last question; asked again when the daemon does not accept the answer. */
export async function askForTime(context: CliContext): Promise<ScheduleTime> {
  const kind = (await askOne(
    context,
    { message: "When?", flag: "--cron, --at or --in" },
    { options: TIMES },
  )) as (typeof TIMES)[number]["value"];
  return { [kind]: await askText(context, QUESTIONS[kind], { check: CHECKS[kind] }) };
}

const CHECKS = {
  cron: filled,
  at: filled,
  in: (value: string) =>
    /^\d+(\.\d+)?[smh]?$/.test(value) ? undefined : "Use seconds such as 90, or 30m, or 2h.",
} as const;

function filled(value: string): string | undefined {
  return value.trim() === "" ? "Type a value." : undefined;
}
