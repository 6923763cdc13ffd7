/** Adds up what runs reported. A missing value is never shown as 0. Pure, but for the sums it is given. */
import type { SpendDay, SpendSumsByDay, SpendSumsView } from "@tinyagi/contracts";
import type { SpendRun } from "@tinyagi/kernel";

/** Sums of a group, and of each of its days if those are wanted. */
export interface Tally {
  sums: SpendSumsView;
  days: Map<string, SpendSumsView>;
}

export function newTally(): Tally {
  return { sums: emptySums(), days: new Map() };
}

/** @param day the local day of the run; undefined: days are not summed */
export function addRun(tally: Tally, run: SpendRun, day: string | undefined): void {
  const one = computeSums(run);
  addSums(tally.sums, one);
  if (day !== undefined) addSums(toDay(tally, day), one);
}

/** All of them together. */
export function together(tallies: readonly Tally[]): Tally {
  const all = newTally();
  for (const { sums, days } of tallies) {
    addSums(all.sums, sums);
    for (const [day, own] of days) addSums(toDay(all, day), own);
  }
  return all;
}

export function toView(tally: Tally, withDays: boolean): SpendSumsByDay {
  return withDays ? { ...tally.sums, perDay: listDays(tally) } : tally.sums;
}

export function getTokens({ inputTokens, outputTokens }: SpendSumsView): number {
  return (inputTokens ?? 0) + (outputTokens ?? 0);
}

function listDays({ days }: Tally): SpendDay[] {
  return [...days].map(([day, sums]) => ({ day, ...sums })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

function toDay(tally: Tally, day: string): SpendSumsView {
  const known = tally.days.get(day);
  if (known !== undefined) return known;
  const sums = emptySums();
  tally.days.set(day, sums);
  return sums;
}

function emptySums(): SpendSumsView {
  const none = { inputTokens: null, outputTokens: null, cachedTokens: null, costUsd: null };
  return { runs: 0, ...none, estimated: false, estimatedUsd: null, unpricedRuns: 0 };
}

function computeSums(run: SpendRun): SpendSumsView {
  const estimated = run.cost_estimated === 1;
  return {
    runs: 1,
    inputTokens: run.input_tokens,
    outputTokens: run.output_tokens,
    cachedTokens: run.cached_tokens,
    costUsd: run.cost_usd,
    estimated,
    estimatedUsd: estimated ? run.cost_usd : null,
    // What works may report a price yet.
    unpricedRuns: run.cost_usd === null && run.live === 0 ? 1 : 0,
  };
}

function addSums(sums: SpendSumsView, more: SpendSumsView): void {
  sums.runs += more.runs;
  sums.inputTokens = plus(sums.inputTokens, more.inputTokens);
  sums.outputTokens = plus(sums.outputTokens, more.outputTokens);
  sums.cachedTokens = plus(sums.cachedTokens, more.cachedTokens);
  sums.costUsd = plus(sums.costUsd, more.costUsd);
  sums.estimated ||= more.estimated;
  sums.estimatedUsd = plus(sums.estimatedUsd, more.estimatedUsd);
  sums.unpricedRuns += more.unpricedRuns;
}

function plus(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}
