/** `logs`: the end of the daemon's log and new lines. Works without a running daemon, too. */
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
      new Argument("[part]", "for TinyAGI 0.0.20, which had several logs; now there is one").choices(
        OLD_LOGS,
      ),
    )
    .option("-f, --follow", "keep printing new lines")
    .option("-n, --limit <n>", "show this many of the newest lines", parseLimit, DEFAULT_LIMIT)
    .addHelpText("after", "\nExamples:\n  tinyagi logs --limit 20\n  tinyagi logs -f\n")
    .action((part: string | undefined, options: { follow?: boolean; limit: number }) => {
      if (part !== undefined && part !== "all")
        context.output.talk("There is only one log now. Filter it with grep.");
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
