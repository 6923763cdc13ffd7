/** How reliably and how fast agents answer, by agent and by day, beside the same span before. */
import { setImmediate as turn } from "node:timers/promises";
import { daysBefore, localDay, localDays } from "@tinyagi/base";
import type { TrendDay, TrendFigures } from "@tinyagi/contracts";
import type { Store, TrendCursor, TrendRun } from "@tinyagi/kernel";
import { addTrend, dayOf, newTrend, type TrendTally, toDays, toFigures } from "./trend-sums.js";

/** Most runs read for one request, both spans together. */
export const TREND_RUNS_MAX = 100_000;
/** Runs read between two turns of the event loop. */
const PAGE_RUNS = 2_000;

export interface TrendQuery {
  /** So many local days up to the current one. */
  days: number;
  /** Most rows. */
  limit: number;
}

interface TrendSpan extends TrendFigures {
  before: TrendFigures;
  perDay: TrendDay[];
}

export interface TrendReport {
  since: number;
  until: number;
  days: string[];
  rows: (TrendSpan & { agent: string })[];
  total: TrendSpan;
  /** Agents beyond `limit`. The total includes them. */
  more: number;
  truncated: boolean;
}

interface Spans {
  now: TrendTally;
  before: TrendTally;
}

/** Work of sub-agents is left out: their graph repeats it by rules of its own, and nobody waits for one of them alone. */
export async function trendReport(
  store: Store,
  { days, limit }: TrendQuery,
  now: number,
): Promise<TrendReport> {
  // The end is excluded, so 1 ms is added to include the current millisecond.
  const until = now + 1;
  const since = daysBefore(now, days - 1);
  const agents = new Map<string, Spans>();
  const all = newSpans();
  const seen = new Set<number>();
  const truncated = await eachRun(store, { since: daysBefore(now, 2 * days - 1), until }, (run) => {
    if (run.kind === "node") return;
    // The newest run comes first.
    const isNewest = !seen.has(run.message_row_id);
    seen.add(run.message_row_id);
    const own = agents.get(run.agent_id) ?? newSpans();
    agents.set(run.agent_id, own);
    for (const spans of [own, all]) addRun(spans, run, { since, isNewest });
  });
  const sorted = [...agents].sort(busiestFirst);
  return {
    since,
    until,
    days: localDays(since, until - 1),
    rows: sorted.slice(0, limit).map(([agent, spans]) => ({ agent, ...toSpan(spans) })),
    total: toSpan(all),
    more: Math.max(0, sorted.length - limit),
    truncated,
  };
}

function newSpans(): Spans {
  return { now: newTrend(), before: newTrend() };
}

function addRun(
  spans: Spans,
  run: TrendRun,
  { since, isNewest }: { since: number; isNewest: boolean },
): void {
  if (run.created_at < since) {
    addTrend(spans.before, run, isNewest);
    return;
  }
  addTrend(spans.now, run, isNewest);
  addTrend(dayOf(spans.now, localDay(run.created_at)), run, isNewest);
}

function toSpan({ now, before }: Spans): TrendSpan {
  return { ...toFigures(now), before: toFigures(before), perDay: toDays(now) };
}

function busiestFirst([a, x]: [string, Spans], [b, y]: [string, Spans]): number {
  return y.now.runs - x.now.runs || y.before.runs - x.before.runs || (a < b ? -1 : 1);
}

/** Newest first, in turns of the event loop. @returns whether there are more runs than are read */
async function eachRun(
  store: Store,
  { since, until }: { since: number; until: number },
  take: (run: TrendRun) => void,
): Promise<boolean> {
  let before: TrendCursor | undefined = { at: until, rowid: 0 };
  let count = 0;
  while (before !== undefined && count < TREND_RUNS_MAX) {
    const runs: TrendRun[] = store.trends.page({ since, before, limit: PAGE_RUNS });
    for (const run of runs) take(run);
    count += runs.length;
    const last: TrendRun | undefined = runs.length < PAGE_RUNS ? undefined : runs.at(-1);
    before = last === undefined ? undefined : { at: last.created_at, rowid: last.rowid };
    await turn();
  }
  return before !== undefined;
}
