/** `/trends`: how reliably and how fast agents answered in the last 30 days. */
import type { TrendFigures } from "@tinyagi/contracts";
import { trendReport } from "@tinyagi/features";
import { counted, duration, share } from "@tinyagi/views";
import type { CommandParts, CommandResult } from "./command-call.js";

const DAYS = 30;
const ROWS_MAX = 8;

export async function trendsCommand({
  store,
  clock,
}: Pick<CommandParts, "store" | "clock">): Promise<CommandResult> {
  const { rows, total, more } = await trendReport(store, { days: DAYS, limit: ROWS_MAX }, clock.now());
  const lines = [
    `Last ${DAYS} days: ${figuresText(total)}.`,
    `The ${DAYS} days before: ${figuresText(total.before)}.`,
    ...rows.map((row) => `- @${row.agent}: ${figuresText(row)}`),
    ...(more === 0 ? [] : [`- and ${counted(more, "more agent")}`]),
  ];
  return { reply: () => lines.join("\n") };
}

function figuresText({ runs, answered, failed, successRate, answerMs, retries }: TrendFigures): string {
  if (runs === 0) return "no runs";
  const rate = successRate === null ? "" : ` (${share(successRate)})`;
  const times =
    answerMs === null ? "" : `, half within ${duration(answerMs.p50)}, 90% within ${duration(answerMs.p90)}`;
  return `${answered} answered${rate}, ${failed} failed, ${counted(retries, "retry", "retries")}${times}`;
}
