/** The list of runs, page by page. */
"use client";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { isAppError, RUN_STATES, type RunState } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { daemonNow } from "../../lib/daemon-clock";
import { KEYS } from "../../lib/keys";
import { pageOfAll } from "../../lib/merge-pages";
import type { Run } from "../../lib/queries";
import { type PageSource, type Pages, usePages } from "../../lib/use-pages";

const PAGE = 100;
/** The longest text that the daemon searches for. */
const TEXT_MAX = 500;
/** The most that the daemon gives at once: hardly more work at one time, and all of them are counted. */
export const LIVE_PAGE = 1_000;

export interface RunFilter {
  agent: string;
  status: string;
  all: boolean;
  /** Words in the message or in the answer. */
  text?: string;
  /** A name of `SPANS`. Any other: of any time. */
  span?: string;
  /** Ids of the runs that wait for a person: a run may wait after its process has ended. */
  waiting?: readonly string[];
  /** As many at once as the daemon gives, to be sorted here. */
  isSorted?: boolean;
}

const DAY_MS = 86_400_000;
/** How far back a list goes, in milliseconds. */
export const SPANS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;

function toSince({ span = "" }: RunFilter): { since?: number } {
  const name = (Object.keys(SPANS) as (keyof typeof SPANS)[]).find((one) => one === span);
  return name === undefined ? {} : { since: daemonNow() - SPANS[name] };
}

/** All that works now, sub-agents included. */
export const LIVE: RunFilter = { agent: "", status: "running", all: true };

/** A row is a message: a new attempt takes the place of the one before. */
const idOf = ({ messageRowId }: Run): string => String(messageRowId);

export function useRunPages(filter: RunFilter): Pages<Run> {
  return usePages({
    ...toKeys(filter),
    size: measureSize(filter),
    idOf,
    read: (before, signal) => readPage(filter, before, signal),
  });
}

/** Those that wait are few; what the words find is compared with them. */
const measureSize = ({ status, isSorted = false }: RunFilter): number =>
  isSorted || status === "running" || status === "waiting" ? LIVE_PAGE : PAGE;

/** Those that work. Unlike in a list of pages, a run that ended is not among them. */
export function useRunsAtWork(): UseQueryResult<Run[]> {
  return useQuery({
    queryKey: toKeys(LIVE).newestKey,
    queryFn: ({ signal }) => readPage(LIVE, undefined, signal),
  });
}

export function toKeys(filter: RunFilter): Pick<PageSource<Run>, "newestKey" | "pagesKey"> {
  const isRunning = filter.status === "running";
  const key = [
    filter.agent,
    filter.status,
    String(isRunning || filter.all),
    filter.text ?? "",
    filter.span ?? "",
    String(filter.isSorted ?? false),
  ];
  if (filter.status === "waiting") key.push(...(filter.waiting ?? []));
  return {
    newestKey: [...KEYS.runs, "newest", ...key],
    // A run that ended leaves the list of those that work, so an event reads all pages of it again.
    pagesKey: isRunning ? [...KEYS.runs, "pages", ...key] : ["run-pages", ...key],
  };
}

/** A run without a process of its own works while it is "starting", so those that work have two states. */
async function readPage(filter: RunFilter, before: number | undefined, signal: AbortSignal): Promise<Run[]> {
  const { agent, status, all, text = "" } = filter;
  const read = (query: { status?: RunState; top?: "true"; newest?: "true" }): Promise<Run[]> =>
    api().call("listRuns", {
      query: {
        ...query,
        ...(agent === "" ? {} : { agent }),
        ...(text.trim() === "" ? {} : { text: text.slice(0, TEXT_MAX) }),
        ...toSince(filter),
        ...(before === undefined ? {} : { before }),
        limit: measureSize(filter),
      },
      signal,
    });
  if (status === "waiting") {
    if (before !== undefined) return [];
    const runs = await waitingRuns(filter, (id) => api().call("getRun", { params: { id }, signal }));
    if (text.trim() === "" && toSince(filter).since === undefined) return runs;
    const found = new Set((await read({})).map(({ runId }) => runId));
    return runs.filter(({ runId }) => found.has(runId));
  }
  if (status === "running") {
    const [running, starting] = await Promise.all([
      read({ status: "running" }),
      read({ status: "starting" }),
    ]);
    return pageOfAll([running, starting], LIVE_PAGE, idOf);
  }
  const known = RUN_STATES.find((one) => one === status);
  return read({
    newest: "true",
    ...(known === undefined ? {} : { status: known }),
    ...(all ? {} : { top: "true" }),
  });
}

/** Newest first. A run that is gone, such as one that retention removed, has no row. */
export async function waitingRuns(
  { waiting = [], agent }: Pick<RunFilter, "waiting" | "agent">,
  read: (id: string) => Promise<Run>,
): Promise<Run[]> {
  const runs = await Promise.all(
    waiting.map((id) =>
      read(id).catch((error: unknown) => {
        if (isAppError(error) && error.code === "NOT_FOUND") return undefined;
        throw error;
      }),
    ),
  );
  return runs
    .filter((run) => run !== undefined)
    .filter((run) => agent === "" || run.agent === agent)
    .sort((a, b) => b.createdAt - a.createdAt);
}
