/** `logs`: the end of the daemon's log and new lines. Works without a running daemon, too. */
import type { JournalEvent } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { stamp } from "@tinyagi/views";
import { toLine } from "@tinyagi/visualizer/text";
import { Argument, type Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { followLines, lastLines } from "../../control/follow-file.js";
import { readableLine } from "../../view/log-line.js";
import { parseLimit } from "../option.js";

const DEFAULT_LIMIT = 100;
const OLD_LOGS = ["all", "daemon", "queue", "heartbeat"] as const;

interface LogOptions {
  activity?: boolean;
  follow?: boolean;
  limit: number;
}

export function registerLogs(program: Command, context: CliContext): void {
  program
    .command("logs")
    .addArgument(
      new Argument("[part]", "for TinyAGI 0.0.20, which had several logs; now there is one").choices(
        OLD_LOGS,
      ),
    )
    .option("--activity", "what agents, budgets, channels and people did, instead of the daemon's own log")
    .option("-f, --follow", "keep printing new lines")
    .option("-n, --limit <n>", "show this many of the newest lines", parseLimit, DEFAULT_LIMIT)
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi logs --limit 20\n  tinyagi logs -f\n  tinyagi logs --activity --limit 50\n",
    )
    .action((part: string | undefined, options: LogOptions) => {
      if (part !== undefined && part !== "all")
        context.output.talk("There is only one log now. Filter it with grep.");
      return options.activity === true ? activity(context, options) : logs(context, options);
    });
}

async function logs(context: CliContext, options: LogOptions): Promise<void> {
  const { output, paths, signal } = context;
  const tail = await lastLines(paths.logFile, options.limit);
  if (options.follow !== true) {
    const lines = tail?.lines ?? (await fromDaemon(context, options.limit));
    output.data({ lines }, () => lines.map(readableLine));
    return;
  }
  const show = (line: string): void => {
    if (output.json) output.jsonLine({ line });
    else output.text(readableLine(line));
  };
  for (const line of tail?.lines ?? []) show(line);
  for await (const line of followLines(paths.logFile, tail?.end ?? 0, signal)) show(line);
}

/** The journal's events, oldest first like every log; with `-f` also those that come. */
async function activity(context: CliContext, options: LogOptions): Promise<void> {
  const { output, signal } = context;
  const client = await context.connect();
  const { events } = await client.call("listEvents", { query: { limit: options.limit }, signal });
  const known = events.reverse();
  if (options.follow !== true) {
    output.data(known, () => known.map(eventLine));
    return;
  }
  const show = (event: (typeof known)[number]): void => {
    if (output.json) output.jsonLine(event);
    else output.text(eventLine(event));
  };
  for (const event of known) show(event);
  // From the last one that was shown: nothing is missed or shown twice.
  for await (const event of client.events({ since: known.at(-1)?.seq ?? 0, signal }))
    if (event.seq !== undefined) show({ ...event, seq: event.seq });
}

function eventLine({ time, type, ...event }: { time: number; type: string; data: unknown }): string {
  const words = toLine({ time, type, ...event } as JournalEvent) ?? "";
  return cleanLine(`${stamp(time)} ${type} ${words}`.trimEnd());
}

async function fromDaemon(context: CliContext, limit: number): Promise<string[]> {
  const client = await context.connect();
  return (await client.call("logs", { query: { limit }, signal: context.signal })).lines;
}
