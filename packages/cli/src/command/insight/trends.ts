/** `stats`: how reliably and how fast agents answer, beside the same span before. */
import type { RouteOutput } from "@tinyagi/contracts";
import { duration, share, stamp } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { table } from "../../view/table.js";
import { parseLimit } from "../option.js";

type Report = RouteOutput<"trends">;
type Span = Report["total"];

const HEADS = ["AGENT", "ANSWERED", "FAILED", "SUCCESS", "BEFORE", "HALF WITHIN", "90% WITHIN", "RETRIES"];

interface StatsOptions {
  days?: number;
  limit?: number;
}

export function registerTrends(program: Command, context: CliContext): void {
  program
    .command("trends")
    .option("--days <n>", "so many days up to today, beside as many before (default: 30)", parseLimit)
    .option("--limit <n>", "show at most this many agents", parseLimit)
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi trends\n  tinyagi trends --days 7\n  tinyagi trends --days 90 --json\n",
    )
    .action((options: StatsOptions) => stats(context, options));
}

async function stats(context: CliContext, options: StatsOptions): Promise<void> {
  const client = await context.connect();
  const report = await client.call("trends", { query: { ...options }, signal: context.signal });
  context.output.data(report, (columns) =>
    report.rows.length === 0
      ? [`no runs since ${stamp(report.since)}`]
      : table(
          HEADS,
          [
            ...report.rows.map((row) => line(row.agent, row)),
            ...(report.more === 0 ? [] : [[`(${report.more} more)`]]),
            line("total", report.total),
          ],
          columns,
        ),
  );
  if (report.truncated)
    context.output.talk("There are more runs: only the newest are counted. Choose fewer --days.");
}

function line(name: string, span: Span): string[] {
  const { answered, failed, successRate, before, answerMs, retries } = span;
  return [
    name,
    String(answered),
    String(failed),
    share(successRate),
    share(before.successRate),
    answerMs === null ? "–" : duration(answerMs.p50),
    answerMs === null ? "–" : duration(answerMs.p90),
    String(retries),
  ];
}
