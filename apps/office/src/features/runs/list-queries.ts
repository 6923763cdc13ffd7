/** The list of runs, page by page. */
"use client";
import { RUN_STATES, type RunState } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { mergePages } from "../../lib/merge-pages";
import type { Run } from "../../lib/queries";
import { type Pages, usePages } from "../../lib/use-pages";

const PAGE = 100;

export interface RunFilter {
  agent: string;
  status: string;
  all: boolean;
  /** Ids of the runs that wait for a person: a run may wait after its process has ended. */
  waiting?: readonly string[];
}

/** All that works now, sub-agents included. */
export const LIVE: RunFilter = { agent: "", status: "running", all: true };

const idOf = ({ runId }: Run): string => runId;

export function useRunPages(filter: RunFilter): Pages<Run> {
  const key = [filter.agent, filter.status, String(filter.status === "running" || filter.all)];
  if (filter.status === "waiting") key.push(...(filter.waiting ?? []));
  return usePages({
    newestKey: [...KEYS.runs, "newest", ...key],
    pagesKey: ["run-pages", ...key],
    size: PAGE,
    idOf,
    read: (before, signal) => readPage(filter, before, signal),
  });
}

/** A run without a process of its own works while it is "starting", so those that work have two states. */
async function readPage(filter: RunFilter, before: number | undefined, signal: AbortSignal): Promise<Run[]> {
  const { agent, status, all } = filter;
  const read = (query: { status?: RunState; top?: "true" }): Promise<Run[]> =>
    api().call("listRuns", {
      query: {
        ...query,
        ...(agent === "" ? {} : { agent }),
        ...(before === undefined ? {} : { before }),
        limit: PAGE,
      },
      signal,
    });
  if (status === "waiting") return before === undefined ? readWaiting(filter, signal) : [];
  if (status === "running") {
    const [running, starting] = await Promise.all([
      read({ status: "running" }),
      read({ status: "starting" }),
    ]);
    return mergePages([running], starting, idOf);
  }
  const known = RUN_STATES.find((one) => one === status);
  return read({ ...(known === undefined ? {} : { status: known }), ...(all ? {} : { top: "true" }) });
}

async function readWaiting({ waiting = [], agent }: RunFilter, signal: AbortSignal): Promise<Run[]> {
  const runs = await Promise.all(waiting.map((id) => api().call("getRun", { params: { id }, signal })));
  return runs.filter((run) => agent === "" || run.agent === agent).sort((a, b) => b.createdAt - a.createdAt);
}
