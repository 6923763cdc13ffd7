/** `logs`: the end of the daemon's log, and what comes after it. Works while the daemon is down, too. */
import { Argument, type Command } from "commander";
import type { CliContext } from "../context/context.js";
import { followLines, lastLines } from "../control/follow-file.js";
import { readableLine } from "../view/log-line.js";
import { parseLimit } from "./option.js";

const DEFAULT_LIMIT = 100;
const OLD_LOGS = ["all", "daemon", "queue", "heartbeat"] as const;

export function registerLogs(program: Command, context: CliContext): void {
  program
    .command("logs")
    .addArgument(
      new Argument("[part]", "0.0.20 had several logs; all of them stand in this one").choices(OLD_LOGS),
    )
    .description("the daemon's log")
    .option("-f, --follow", "go on with what is written from now on")
    .option("-n, --limit <n>", "lines from the end", parseLimit, DEFAULT_LIMIT)
    .addHelpText("after", "\nExamples:\n  tinyagi logs --limit 20\n  tinyagi logs -f\n")
    .action((part: string | undefined, options: { follow?: boolean; limit: number }) => {
      if (part !== undefined && part !== "all")
        context.output.talk("There is one log for everything; pick lines of it with grep.");
      return logs(context, options);
    });
}

async function logs(context: CliContext, options: { follow?: boolean; limit: number }): Promise<void> {
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

async function fromDaemon(context: CliContext, limit: number): Promise<string[]> {
  const client = await context.connect();
  return (await client.call("logs", { query: { limit }, signal: context.signal })).lines;
}
