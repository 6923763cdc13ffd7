/** The list of runs, page by page. */
"use client";
import { RUN_STATES } from "@tinyagi/contracts";
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
}

const idOf = ({ runId }: Run): string => runId;

export function useRunPages(filter: RunFilter): Pages<Run> {
  const key = [filter.agent, filter.status, String(filter.all)];
  const query = queryOf(filter);
  return usePages({
    newestKey: [...KEYS.runs, "newest", ...key],
    pagesKey: ["run-pages", ...key],
    size: PAGE,
    idOf,
    read: (before, signal) => readPage(query, before, signal),
  });
}

/** A run without a process of its own works while it is "starting", so those that work have two states. */
async function readPage(
  query: ReturnType<typeof queryOf>,
  before: number | undefined,
  signal: AbortSignal,
): Promise<Run[]> {
  const page = { limit: PAGE, ...(before === undefined ? {} : { before }) };
  const runs = await api().call("listRuns", { query: { ...query, ...page }, signal });
  if (query.status !== "running") return runs;
  const starting = await api().call("listRuns", {
    query: { ...query, ...page, status: "starting" },
    signal,
  });
  return mergePages([runs], starting, idOf);
}

function queryOf({ agent, status, all }: RunFilter) {
  const state = RUN_STATES.find((known) => known === status);
  return {
    ...(agent === "" ? {} : { agent }),
    ...(state === undefined ? {} : { status: state }),
    ...(all ? {} : { top: "true" as const }),
  };
}
