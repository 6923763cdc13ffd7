/** `spend`: tokens and money that runs reported, summed. */
import type { Client } from "@tinyagi/client";
import { isAppError, type SpendGroupName } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cents, stamp, tokenCount } from "@tinyagi/views";
import { cut } from "@tinyagi/visualizer/text";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { table } from "../../view/table.js";
import { parseLimit } from "../option.js";
import { parsePastTime } from "../past-time.js";
import { quotaText } from "../provider/quota-text.js";

/** Written out: a value of the route table would make every command load more files. The type check compares them. */
const GROUPS = Object.keys({
  agent: true,
  team: true,
  model: true,
  provider: true,
  day: true,
  conversation: true,
  task: true,
  channel: true,
} satisfies Record<SpendGroupName, true>);
/** A name makes a row longer than its figures; the rest is cut. */
const NAME_COLUMNS = 40;
const NO_KEY: Readonly<Record<string, string>> = {
  team: "(no team)",
  model: "(default)",
  task: "(no task)",
};

interface SpendOptions {
  by: SpendGroupName;
  days?: number;
  since?: number;
  until?: number;
  limit?: number;
}

export function registerSpend(program: Command, context: CliContext): void {
  const time = (value: string): number => parsePastTime(value, context.now());
  program
    .command("spend")
    .addOption(new Option("--by <what>", "sum by this").choices(GROUPS).default("agent"))
    .option("--since <time>", "start: 30m, 24h, 7d or 4w ago, or a date (default: 30 days ago)", time)
    .option("--until <time>", "end, in the same form (default: now)", time)
    .option(
      "--days <n>",
      "instead of both: so many days up to today; --json has the sums of each",
      parseLimit,
    )
    .option("--limit <n>", "show at most this many rows", parseLimit)
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi spend\n  tinyagi spend --by day --since 7d\n  tinyagi spend --by model --since 2026-01-01 --json\n  tinyagi spend --by task --days 14\n",
    )
    .action((options: SpendOptions) => spend(context, options));
}

async function spend(context: CliContext, options: SpendOptions): Promise<void> {
  const client = await context.connect();
  const report = await client.call("spend", { query: { ...options }, signal: context.signal });
  const quota = await quotaLines(client, context);
  const line = (key: string, sums: typeof report.total): string[] => [
    key,
    String(sums.runs),
    tokenCount(sums.inputTokens),
    tokenCount(sums.outputTokens),
    tokenCount(sums.cachedTokens),
    sums.costUsd === null ? "not reported" : cents(sums),
    sums.unpricedRuns === 0 ? "" : String(sums.unpricedRuns),
  ];
  context.output.data(report, (columns) =>
    report.rows.length === 0
      ? [`no runs since ${stamp(report.since)}`]
      : table(
          [report.by.toUpperCase(), "RUNS", "IN", "OUT", "CACHED", "COST", "NO PRICE"],
          [
            ...report.rows.map((row) => line(nameOf(report.by, row, columns), row)),
            ...(report.rest == null ? [] : [line("(others)", report.rest)]),
            line("total", report.total),
          ],
          columns,
        ),
  );
  if (report.total.unpricedRuns > 0)
    context.output.talk(
      `${report.total.unpricedRuns} of ${report.total.runs} runs reported no price. The cost does not include them.`,
    );
  for (const line of quota) context.output.talk(line);
  if (report.truncated)
    context.output.talk("There are more runs: the sum includes only the newest. Choose a later --since.");
}

/** What providers say about the windows of subscriptions. A daemon of an earlier release does not know it. */
async function quotaLines(client: Client, { signal }: CliContext): Promise<string[]> {
  const { providers } = await client.call("listLogins", { signal }).catch((error: unknown) => {
    if (isAppError(error, "NOT_FOUND")) return { providers: {} };
    throw error;
  });
  return Object.entries(providers).flatMap(([provider, logins]) =>
    logins
      .filter(({ quota }) => quota.length > 0)
      .map(({ name, quota }) => {
        const login = logins.length > 1 ? ` (login ${name})` : "";
        return `used of ${provider}${login}: ${quotaText(quota)}`;
      }),
  );
}

function nameOf(
  by: SpendGroupName,
  { key, name }: { key: string; name?: string | null },
  columns: number,
): string {
  if (key === "") return NO_KEY[by] ?? "(unknown)";
  if (name == null) return key;
  // A file or a pipe takes every length, and the next program needs all of it.
  const line = cleanLine(name);
  return `${key} ${Number.isFinite(columns) ? cut(line, NAME_COLUMNS) : line}`;
}
