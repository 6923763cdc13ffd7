/** Runs in an order of their reader. Pure. */
import { RUN_STATES } from "@tinyagi/contracts";
import type { Run } from "../../lib/queries";
import { isLiveStatus } from "../../ui/states";

/** The names of the columns that sort. */
export const SORTS = ["state", "took", "cost", "began"] as const;
export type RunSort = { readonly by: (typeof SORTS)[number]; readonly isUp: boolean };

type Sorted = Pick<Run, "runId" | "status" | "createdAt" | "startedAt" | "finishedAt" | "total">;

const UP = "-up";

/** @param value of the address: `cost`, `cost-up` */
export function parseSort(value: string): RunSort | undefined {
  const isUp = value.endsWith(UP);
  const name = isUp ? value.slice(0, -UP.length) : value;
  const by = SORTS.find((one) => one === name);
  return by === undefined ? undefined : { by, isUp };
}

/** Each press on a head: the most first, then the least first, then as it comes. */
export function nextSort(now: RunSort | undefined, by: RunSort["by"]): string {
  if (now?.by !== by) return by;
  return now.isUp ? "" : by + UP;
}

/**
 * @param waiting ids of the runs that wait for a person
 * @returns the same runs. What is not known comes last in both directions, and those that are alike keep their order.
 */
export function inSort<T extends Sorted>(
  runs: readonly T[],
  { by, isUp }: RunSort,
  { now, waiting }: { now: number; waiting: ReadonlySet<string> },
): T[] {
  const value = VALUES[by];
  const known = new Map(runs.map((run) => [run, value(run, { now, waiting })]));
  return runs.toSorted((a, b) => {
    const [x, y] = [known.get(a), known.get(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return isUp ? x - y : y - x;
  });
}

interface Facts {
  now: number;
  waiting: ReadonlySet<string>;
}

/** The higher, the sooner someone wants to look at it. */
const URGENCY = ["completed", "cancelled", "interrupted", "failed", "starting", "running"] as const;

const VALUES: Readonly<Record<RunSort["by"], (run: Sorted, facts: Facts) => number | undefined>> = {
  state: ({ runId, status }, { waiting }) =>
    waiting.has(runId) ? RUN_STATES.length : URGENCY.indexOf(status),
  took: ({ status, startedAt, createdAt, finishedAt }, { now }) => {
    const until = isLiveStatus(status) ? now : (finishedAt ?? undefined);
    return until === undefined ? undefined : until - (startedAt ?? createdAt);
  },
  cost: ({ total }) => total?.costUsd ?? undefined,
  began: ({ createdAt }) => createdAt,
};
