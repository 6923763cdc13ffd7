/** `schedule`: messages sent at set times, once or repeatedly. */
import type { CallArguments } from "@tinyagi/client";
import { minute, sayWhy, stamp } from "@tinyagi/views";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { oneText, readTextInput } from "../../control/given-text.js";
import { type Failure, toFailure, usageError } from "../../error/cli-error.js";
import { canAsk } from "../../prompt/ask.js";
import { confirm } from "../../prompt/confirm.js";
import { table } from "../../view/table.js";
import type { ScheduleTime } from "../../wizard/schedule-wizard.js";
import { agentsAndTeams } from "../../wizard/who.js";
import { followHint } from "../conversation/converse.js";
import { parseLimit, parseSeconds } from "../option.js";
import { toLines, toTimes } from "./schedule-view.js";
import { registerWeek } from "./schedule-week.js";

const CATCH_UP = ["once", "skip"] as const;
const OVERLAP = ["skip", "allow"] as const;
const EXAMPLES = `
Times without an offset are in --time-zone, else in the time zone of this machine. Output uses the time zone of this machine.

Examples:
  tinyagi schedule add --agent coder --cron '0 9 * * 1-5' --label standup 'What is left to do?'
  tinyagi schedule add --agent coder --at '2027-01-31 18:00' 'Write the monthly report'
  tinyagi schedule add --agent dev --in 30m 'Look at the build again'
  tinyagi schedule add --agent ops --when 'every weekday at 6:00' 'Check the backups'
  tinyagi schedule preview 'mondays at 9:30'
  tinyagi schedule week
  tinyagi schedule list --agent coder
  tinyagi schedule show standup
  tinyagi schedule set standup --cron '30 8 * * 1-5' --time-zone Europe/Berlin
  tinyagi schedule run standup
  tinyagi schedule history standup
  tinyagi schedule disable standup
  tinyagi schedule enable standup
  tinyagi schedule remove standup --yes
`;

interface ScheduleOptions {
  agent?: string;
  message?: string | undefined;
  cron?: string;
  at?: string;
  when?: string;
  runAt?: string;
  in?: number;
  label?: string;
  timeZone?: string;
  channel?: string;
  sender?: string;
  catchUp?: (typeof CATCH_UP)[number];
  overlap?: (typeof OVERLAP)[number];
  disabled?: boolean;
}
type PutBody = CallArguments<"putSchedule">["body"];

export function registerSchedule(program: Command, context: CliContext): void {
  const schedule = program.command("schedule").addHelpText("after", EXAMPLES);
  schedule
    .command("list")
    .description("list all schedules with their next time")
    .option("-a, --agent <id>", "show only those of this agent or team")
    .action((options: { agent?: string }) => list(context, options.agent));
  schedule
    .command("show")
    .argument("<schedule>", "id or label")
    .description("show one schedule with its text")
    .action((id: string) => show(context, id));
  withFields(schedule.command("add").argument("[message...]", "the text to send; a pipe is added to it"))
    .option("--disabled", "add it turned off")
    .description("add a schedule; asks for the agent, the text and the time if you do not give them")
    .action((words: string[], options: ScheduleOptions) => add(context, words, options));
  withFields(schedule.command("set").argument("<schedule>", "id or label"))
    .description("change the given values of a schedule")
    .action((id: string, options: ScheduleOptions) => set(context, id, options));
  schedule
    .command("preview")
    .argument("<words...>", "words such as 'every weekday at 6:00', a date, or a cron expression")
    .option("--time-zone <name>", "time zone, e.g. Europe/Berlin")
    .option("--limit <n>", "show this many times", parseLimit)
    .description("show how words are understood as a time, and when it is due next")
    .action((words: string[], options: PreviewOptions) => preview(context, words.join(" "), options));
  registerWeek(schedule, context);
  registerActs(schedule, context);
}

interface PreviewOptions {
  timeZone?: string;
  limit?: number;
}

async function preview(context: CliContext, words: string, options: PreviewOptions): Promise<void> {
  const client = await context.connect();
  const query = { when: words, timeZone: options.timeZone, count: options.limit };
  const answer = await client.call("previewSchedule", { query, signal: context.signal });
  context.output.data(answer, () => [
    `${answer.cron ?? "once"} (${answer.timeZone})`,
    ...answer.times.map((time) => minute(time)),
  ]);
}

function registerActs(schedule: Command, context: CliContext): void {
  for (const [name, enabled] of [
    ["enable", true],
    ["disable", false],
  ] as const)
    schedule
      .command(name)
      .argument("<schedule>", "id or label")
      .description(
        enabled ? "turn a schedule on; times missed in between are not made up" : "turn a schedule off",
      )
      .action((id: string) => change(context, id, { enabled }));
  schedule
    .command("remove")
    .argument("<schedule>", "id or label")
    .option("-y, --yes", "do not ask for confirmation")
    .description("remove a schedule and its history")
    .action((id: string, options: { yes?: boolean }) => remove(context, id, options.yes === true));
  schedule
    .command("run")
    .argument("<schedule>", "id or label")
    .description("send the message of a schedule now; its times do not change")
    .action((id: string) => run(context, id));
  schedule
    .command("history")
    .argument("<schedule>", "id or label")
    .option("--limit <n>", "show at most this many", parseLimit)
    .description("show the past times of a schedule and their results, newest first")
    .action((id: string, options: { limit?: number }) => history(context, id, options.limit));
}

function withFields(command: Command): Command {
  return command
    .option("-a, --agent <id>", "the agent or team that gets the message")
    .option("-m, --message <text>", "the text to send")
    .option("--cron <expression>", "repeat: minute hour day month weekday, e.g. '0 9 * * 1-5', or @daily")
    .option("--at <time>", "send once at this time, e.g. '2027-01-31 18:00'")
    .option("--when <words>", "the time in words, e.g. 'every weekday at 6:00' or 'tomorrow at noon'")
    .addOption(new Option("--run-at <time>", "the same as --at").hideHelp())
    .option("--in <duration>", "send once after 90 (seconds), 30m or 2h", parseSeconds)
    .option("-l, --label <name>", "name of the schedule")
    .option("--time-zone <name>", "time zone, e.g. Europe/Berlin")
    .option(
      "--channel <channel>",
      "channel for the answer, e.g. telegram (default: the chat in which an owner wrote last)",
    )
    .option("--sender <id>", "who gets the answer on that channel")
    .addOption(
      new Option(
        "--catch-up <mode>",
        "times missed while the daemon was down: send one message for all of them, or none",
      ).choices(CATCH_UP),
    )
    .addOption(
      new Option(
        "--overlap <mode>",
        "while the last message is still in progress: skip a time, or send it",
      ).choices(OVERLAP),
    );
}

async function list(context: CliContext, agent: string | undefined): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("listSchedules", { query: { agent }, signal: context.signal });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no schedules yet; add one: tinyagi schedule add"]
      : table(
          // A long label is cut, an id never.
          ["LABEL", "ID", "AGENT", "TIMES", "NEXT", "LAST", "MESSAGE"],
          rows.map((row) => [
            row.label,
            row.id,
            row.agentId,
            toTimes(row),
            row.enabled ? (row.nextRunAt === null ? "never" : minute(row.nextRunAt)) : "disabled",
            row.lastRun?.status ?? "",
            row.message,
          ]),
          columns,
        ),
  );
}

async function show(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const row = await client.call("getSchedule", { params: { id }, signal: context.signal });
  context.output.data(row, () => toLines(row));
}

async function add(context: CliContext, words: readonly string[], options: ScheduleOptions): Promise<void> {
  const given = await understood(context, { ...options, message: await toText(context, words, options) });
  let wanted = await complete(context, given);
  for (;;) {
    try {
      await create(context, wanted);
      return;
    } catch (error) {
      const failure = toFailure(error);
      if (isTimed(given) || !canAsk(context) || !isAboutTime(failure)) throw error;
      context.output.fail(failure);
      const { askForTime } = await import("../../wizard/schedule-wizard.js");
      const { cron: _cron, at: _at, in: _in, ...rest } = wanted;
      wanted = { ...rest, ...timeOf(await askForTime(context)) };
    }
  }
}

async function create(context: CliContext, options: ScheduleOptions): Promise<void> {
  const fields = toFields(context, options);
  const { agentId, message } = fields;
  if (agentId === undefined || message === undefined || (fields.cron ?? fields.runAt) === undefined)
    throw usageError(
      "A schedule needs --agent, a text, and one of --cron, --at and --in.",
      "For example: tinyagi schedule add --agent coder --cron '0 9 * * 1-5' 'What is left to do?'",
    );
  const client = await context.connect();
  const body = { ...fields, agentId, message, ...(options.disabled === true ? { enabled: false } : {}) };
  const answer = await client.call("createSchedule", { body, signal: context.signal });
  context.output.data(answer, () => toLines(answer.schedule));
}

/** Replaces words by the time that the daemon reads from them. */
async function understood(context: CliContext, options: ScheduleOptions): Promise<ScheduleOptions> {
  const { when, ...rest } = options;
  if (when === undefined) return options;
  if (isTimed(rest)) throw usageError("Use only one of --when, --cron, --at and --in.");
  const client = await context.connect();
  const query = { when, timeZone: options.timeZone };
  const { cron, runAt } = await client.call("previewSchedule", { query, signal: context.signal });
  return { ...rest, ...(cron === null ? {} : { cron }), ...(runAt === null ? {} : { at: runAt }) };
}

/** Asks for missing values at a terminal. */
async function complete(context: CliContext, options: ScheduleOptions): Promise<ScheduleOptions> {
  const { agent, message } = options;
  const timed = isTimed(options);
  if ((agent !== undefined && message !== undefined && timed) || !canAsk(context)) return options;
  const { askForSchedule } = await import("../../wizard/schedule-wizard.js");
  const who = await agentsAndTeams(await context.connect(), context);
  const { agent: to, message: text, ...time } = await askForSchedule(context, { agent, message, timed }, who);
  return { ...options, agent: to, message: text, ...timeOf(time) };
}

function isTimed({ cron, at, runAt, in: delay }: ScheduleOptions): boolean {
  return [cron, at, runAt, delay].some((time) => time !== undefined);
}

/** The API names the field in the details. */
function isAboutTime({ code, details }: Failure): boolean {
  return code === "INVALID_INPUT" && details.some(({ path }) => path === "cron" || path === "runAt");
}

function timeOf({ in: delay, ...time }: ScheduleTime): ScheduleOptions {
  return delay === undefined ? time : { in: parseSeconds(delay) };
}

async function set(context: CliContext, id: string, options: ScheduleOptions): Promise<void> {
  const message = options.message === undefined ? undefined : await toText(context, [], options);
  const body = toFields(context, await understood(context, { ...options, message }));
  if (Object.keys(body).length === 0)
    throw usageError("There is nothing to change.", "See the options: tinyagi schedule set --help");
  await change(context, id, body);
}

async function change(context: CliContext, id: string, body: PutBody): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("putSchedule", { params: { id }, body, signal: context.signal });
  context.output.data(answer, () => toLines(answer.schedule));
}

async function remove(context: CliContext, id: string, yes: boolean): Promise<void> {
  await confirm(context, `Remove the schedule ${id} and its history?`, yes);
  const client = await context.connect();
  const answer = await client.call("deleteSchedule", { params: { id }, signal: context.signal });
  context.output.data(answer, () => [`removed ${id}`]);
}

async function run(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("runSchedule", { params: { id }, signal: context.signal });
  context.output.data(answer, () => [`Accepted: ${answer.messageId}`]);
  context.output.talk(followHint(answer.conversationId));
}

async function history(context: CliContext, id: string, limit: number | undefined): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("scheduleRuns", {
    params: { id },
    query: { limit },
    signal: context.signal,
  });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["this schedule has not been due yet"]
      : table(
          ["DUE", "STATUS", "CONVERSATION", "REASON"],
          rows.map((row) => [stamp(row.dueAt), row.status, row.conversationId ?? "", sayWhy(row) ?? ""]),
          columns,
        ),
  );
}

async function toText(
  context: CliContext,
  words: readonly string[],
  { message }: ScheduleOptions,
): Promise<string | undefined> {
  if (words.length > 0 && message !== undefined)
    throw usageError("Give the text either after the options or with --message, not both.");
  const text = oneText(await readTextInput(context, message === undefined ? words : [message]));
  return text === "" ? undefined : text;
}

function toFields(context: CliContext, options: ScheduleOptions): PutBody {
  const times = [options.cron, options.at ?? options.runAt, options.in].filter((time) => time !== undefined);
  if (times.length > 1) throw usageError("Use only one of --cron, --at and --in.");
  const runAt =
    options.in === undefined ? (options.at ?? options.runAt) : Math.round(context.now() + options.in * 1_000);
  const fields = {
    agentId: options.agent,
    message: options.message,
    cron: options.cron,
    runAt,
    label: options.label,
    timeZone: options.timeZone,
    channel: options.channel,
    sender: options.sender,
    catchUp: options.catchUp,
    overlap: options.overlap,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as PutBody;
}
