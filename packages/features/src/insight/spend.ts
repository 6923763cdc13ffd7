/** What runs cost, by agent, team, model, task, channel and more, and by day. */
import { setImmediate as turn } from "node:timers/promises";
import { dayBegan, daysBefore, localDay, localDays, nextDayAt } from "@tinyagi/base";
import { AppError, redactText, type SpendGroupName, type SpendSumsByDay } from "@tinyagi/contracts";
import { toTitle } from "@tinyagi/contracts/title";
import type { SpendCursor, SpendRun, Store } from "@tinyagi/kernel";
import { addRun, getTokens, newTally, type Tally, together, toView } from "./spend-sums.js";

/** Most runs read for one request. */
export const SPEND_RUNS_MAX = 100_000;
/** Runs read between two turns of the event loop: about 40 ms with outputs of 2,000 characters, on two busy cores. */
const PAGE_RUNS = 2_000;
const DEFAULT_RANGE_MS = 30 * 86_400_000;
/** A forecast from less of a day says nothing. */
const EXPECT_FROM_MS = 1_800_000;
/** Characters that are read for the title of a conversation. */
const NAME_READ = 2_000;

export interface SpendQuery {
  by: SpendGroupName;
  since?: number | undefined;
  until?: number | undefined;
  days?: number | undefined;
  limit: number;
}

export interface ExpectedDay {
  costUsd: number | null;
  tokens: number;
}

export interface SpendReport {
  by: SpendGroupName;
  since: number;
  until: number;
  rows: (SpendSumsByDay & { key: string; name: string | null })[];
  rest: SpendSumsByDay | null;
  total: SpendSumsByDay;
  days?: string[];
  expectedToday?: ExpectedDay | null;
  truncated: boolean;
}

const KEYS: Readonly<Record<SpendGroupName, (run: SpendRun) => string>> = {
  agent: (run) => run.agent_id,
  team: (run) => run.team_id ?? "",
  model: (run) => run.model ?? "",
  provider: (run) => run.provider,
  day: (run) => localDay(run.created_at),
  conversation: (run) => run.conversation_id,
  task: (run) => run.task_id ?? "",
  channel: (run) => run.channel ?? "",
};

/**
 * @param query.since milliseconds since the epoch; default 30 days before `until`
 * @param query.until default: `now`, included
 * @param query.days instead of both: so many local days up to the current one, each with its own sums
 * @throws AppError `INVALID_INPUT` when `since` is not before `until`, or when `days` comes with one of them
 */
export async function spendReport(store: Store, query: SpendQuery, now: number): Promise<SpendReport> {
  const { by, limit } = query;
  const { since, until } = toRange(query, now);
  const withDays = query.days !== undefined;
  const groups = new Map<string, Tally>();
  const truncated = await eachRun(store, { since, until }, (run) => {
    const key = KEYS[by](run);
    const group = groups.get(key) ?? newTally();
    groups.set(key, group);
    addRun(group, run, withDays ? localDay(run.created_at) : undefined);
  });
  const sorted = [...groups].sort(by === "day" ? newestFirst : dearestFirst);
  const beyond = sorted.slice(limit).map(([, tally]) => tally);
  const all = together([...groups.values()]);
  return {
    by,
    since,
    until,
    rows: sorted
      .slice(0, limit)
      .map(([key, tally]) => ({ key, name: nameOf(store, by, key), ...toView(tally, withDays) })),
    rest: beyond.length === 0 ? null : toView(together(beyond), withDays),
    total: toView(all, withDays),
    ...(withDays ? { days: localDays(since, until - 1), expectedToday: expectedDay(all, now) } : {}),
    truncated,
  };
}

function toRange(query: SpendQuery, now: number): { since: number; until: number } {
  // The end is excluded, so 1 ms is added to include the current millisecond.
  const until = query.until ?? now + 1;
  if (query.days !== undefined) {
    if (query.since !== undefined || query.until !== undefined)
      throw new AppError("INVALID_INPUT", "Give either days, or since and until.");
    return { since: daysBefore(now, query.days - 1), until };
  }
  const since = query.since ?? Math.max(0, until - DEFAULT_RANGE_MS);
  if (since >= until) throw new AppError("INVALID_INPUT", "`since` must be before `until`.");
  return { since, until };
}

/** Newest first, in turns of the event loop. @returns whether there are more runs than are read */
async function eachRun(
  store: Store,
  { since, until }: { since: number; until: number },
  take: (run: SpendRun) => void,
): Promise<boolean> {
  let before: SpendCursor | undefined = { at: until, rowid: 0 };
  let count = 0;
  while (before !== undefined && count < SPEND_RUNS_MAX) {
    const runs: SpendRun[] = store.spend.page({ since, before, limit: PAGE_RUNS });
    for (const run of runs) take(run);
    count += runs.length;
    const last: SpendRun | undefined = runs.length < PAGE_RUNS ? undefined : runs.at(-1);
    before = last === undefined ? undefined : { at: last.created_at, rowid: last.rowid };
    await turn();
  }
  return before !== undefined;
}

/** The current day at midnight, at its pace so far. */
function expectedDay({ days }: Tally, now: number): ExpectedDay | null {
  const began = dayBegan(now);
  const sums = days.get(localDay(now));
  if (sums === undefined || now - began < EXPECT_FROM_MS) return null;
  const more = (nextDayAt(now) - began) / (now - began);
  const { costUsd } = sums;
  return {
    costUsd: costUsd === null ? null : costUsd * more,
    tokens: Math.round(getTokens(sums) * more),
  };
}

function nameOf(store: Store, by: SpendGroupName, key: string): string | null {
  if (by === "task") return store.tasks.get(key)?.title ?? null;
  const asked = by === "conversation" ? store.conversations.get(key) : undefined;
  return asked === undefined ? null : (asked.title ?? toTitle(redactText(asked.text.slice(0, NAME_READ))));
}

type Group = readonly [key: string, tally: Tally];

function dearestFirst([a, { sums: x }]: Group, [b, { sums: y }]: Group): number {
  return (y.costUsd ?? -1) - (x.costUsd ?? -1) || y.runs - x.runs || (a < b ? -1 : 1);
}

function newestFirst([a]: Group, [b]: Group): number {
  return a < b ? 1 : -1;
}
