/** Sums of what runs reported. A missing value is never shown as 0. */
import { setImmediate as turn } from "node:timers/promises";
import { AppError, type SpendGroupName, type SpendSumsView } from "@tinyagi/contracts";
import { localDay } from "../base/local-day.js";
import type { SpendCursor, SpendRun } from "../store/statement/spend-statements.js";
import type { Store } from "../store/store.js";

/** Most runs read for one request. */
export const SPEND_RUNS_MAX = 100_000;
/** Runs read between two turns of the event loop: about 40 ms with outputs of 2,000 characters, on two busy cores. */
const PAGE_RUNS = 2_000;
const DEFAULT_RANGE_MS = 30 * 86_400_000;

type SpendRow = SpendSumsView & { key: string };

export interface SpendReport {
  by: SpendGroupName;
  since: number;
  until: number;
  rows: SpendRow[];
  total: SpendSumsView;
  truncated: boolean;
}

const KEYS: Readonly<Record<SpendGroupName, (run: SpendRun) => string>> = {
  agent: (run) => run.agent_id,
  team: (run) => run.team_id ?? "",
  model: (run) => run.model ?? "",
  provider: (run) => run.provider,
  day: (run) => localDay(run.created_at),
  conversation: (run) => run.conversation_id,
};

/**
 * @param query.since milliseconds since the epoch; default 30 days before `until`
 * @param query.until default: `now`, included
 * @throws AppError `INVALID_INPUT` when `since` is not before `until`
 */
export async function spendReport(
  store: Store,
  query: { by: SpendGroupName; since?: number | undefined; until?: number | undefined; limit: number },
  now: number,
): Promise<SpendReport> {
  // The end is excluded, so 1 ms is added to include the current millisecond.
  const until = query.until ?? now + 1;
  const since = query.since ?? Math.max(0, until - DEFAULT_RANGE_MS);
  if (since >= until) throw new AppError("INVALID_INPUT", "since must be before until");
  const total = emptySums();
  const groups = new Map<string, SpendRow>();
  let before: SpendCursor | undefined = { at: until, rowid: 0 };
  while (before !== undefined && total.runs < SPEND_RUNS_MAX) {
    const runs: SpendRun[] = store.spend.page({ since, before, limit: PAGE_RUNS });
    for (const run of runs) {
      const key = KEYS[query.by](run);
      const group = groups.get(key) ?? { key, ...emptySums() };
      groups.set(key, group);
      add(group, run);
      add(total, run);
    }
    const last: SpendRun | undefined = runs.length < PAGE_RUNS ? undefined : runs.at(-1);
    before = last === undefined ? undefined : { at: last.created_at, rowid: last.rowid };
    await turn();
  }
  const rows = [...groups.values()].sort(query.by === "day" ? newestFirst : dearestFirst);
  return {
    by: query.by,
    since,
    until,
    total,
    rows: rows.slice(0, query.limit),
    truncated: before !== undefined,
  };
}

function emptySums(): SpendSumsView {
  const none = { inputTokens: null, outputTokens: null, cachedTokens: null, costUsd: null };
  return { runs: 0, ...none, estimated: false, unpricedRuns: 0 };
}

function add(sums: SpendSumsView, run: SpendRun): void {
  sums.runs += 1;
  sums.inputTokens = plus(sums.inputTokens, run.input_tokens);
  sums.outputTokens = plus(sums.outputTokens, run.output_tokens);
  sums.cachedTokens = plus(sums.cachedTokens, run.cached_tokens);
  sums.costUsd = plus(sums.costUsd, run.cost_usd);
  if (run.cost_estimated === 1) sums.estimated = true;
  if (run.cost_usd === null) sums.unpricedRuns += 1;
}

function plus(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}

function dearestFirst(a: SpendRow, b: SpendRow): number {
  return (b.costUsd ?? -1) - (a.costUsd ?? -1) || b.runs - a.runs || (a.key < b.key ? -1 : 1);
}

function newestFirst(a: SpendRow, b: SpendRow): number {
  return a.key < b.key ? 1 : -1;
}
