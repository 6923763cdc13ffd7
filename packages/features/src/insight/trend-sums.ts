/** Adds up how runs and their messages ended. A figure that nothing was measured for is null, never 0. Pure, but for its sums. */
import type { TrendDay, TrendFigures } from "@tinyagi/contracts";
import type { TrendRun } from "@tinyagi/kernel";

/** What is counted of one agent, or of one of its days. */
export interface TrendTally {
  runs: number;
  failedRuns: number;
  retries: number;
  answered: number;
  failed: number;
  /** From accepted to answered, in milliseconds, unsorted. */
  times: number[];
  days: Map<string, TrendTally>;
}

export function newTrend(): TrendTally {
  return { runs: 0, failedRuns: 0, retries: 0, answered: 0, failed: 0, times: [], days: new Map() };
}

/** @param isNewest whether it is the newest run of its message: only this one says how the message ended */
export function addTrend(tally: TrendTally, run: TrendRun, isNewest: boolean): void {
  tally.runs += 1;
  if (run.status === "failed") tally.failedRuns += 1;
  if (run.attempt > 1) tally.retries += 1;
  if (!isNewest) return;
  if (run.message_status === "dead") tally.failed += 1;
  if (run.message_status !== "completed") return;
  tally.answered += 1;
  // Nobody waits for a heartbeat, and a person may have waited before a retry by hand.
  const isMeasured = run.status === "completed" && run.background === 0 && run.replayed === 0;
  if (isMeasured && run.finished_at !== null)
    tally.times.push(Math.max(0, run.finished_at - run.accepted_at));
}

export function dayOf(tally: TrendTally, day: string): TrendTally {
  const known = tally.days.get(day) ?? newTrend();
  tally.days.set(day, known);
  return known;
}

export function toFigures({ runs, failedRuns, retries, answered, failed, times }: TrendTally): TrendFigures {
  const ended = answered + failed;
  const sorted = Float64Array.from(times).sort();
  return {
    runs,
    failedRuns,
    retries,
    answered,
    failed,
    successRate: ended === 0 ? null : answered / ended,
    answerMs: sorted.length === 0 ? null : { p50: rank(sorted, 0.5), p90: rank(sorted, 0.9) },
  };
}

/** Oldest first. */
export function toDays({ days }: TrendTally): TrendDay[] {
  return [...days]
    .map(([day, tally]) => ({ day, ...toFigures(tally) }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The nearest rank: a time that was measured, with at least this part of all times not above it. */
function rank(sorted: Float64Array, part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
