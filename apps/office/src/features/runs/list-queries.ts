/** The list of runs, page by page. Events make only its newest page old. */
"use client";
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { RUN_STATES } from "@tinyagi/contracts";
import { useEffect, useMemo } from "react";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import type { Run } from "../../lib/queries";
import { hasGap, mergeRuns } from "./merge-runs";

const PAGE = 100;

export interface RunFilter {
  agent: string;
  status: string;
  all: boolean;
}

export interface RunPages {
  runs: readonly Run[] | undefined;
  error: Error | null;
  retry: () => void;
  /** Reads the next page, unless it is being read or there is none. */
  more: () => void;
}

export function useRunPages(filter: RunFilter): RunPages {
  const key = [filter.agent, filter.status, String(filter.all)];
  const query = queryOf(filter);
  const newest = useQuery({
    queryKey: [...KEYS.runs, "newest", ...key],
    queryFn: ({ signal }) => readPage(query, undefined, signal),
    placeholderData: keepPreviousData,
  });
  const pages = useInfiniteQuery<Run[], Error, InfiniteData<Run[]>, string[], number | undefined>({
    queryKey: ["run-pages", ...key],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) => readPage(query, pageParam, signal),
    getNextPageParam: (last) => {
      const oldest = last.at(-1);
      // Several runs may begin in one millisecond; those that come twice are merged.
      return last.length < PAGE || oldest === undefined ? undefined : oldest.createdAt + 1;
    },
    placeholderData: keepPreviousData,
  });
  const { data, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const isOld = newest.data !== undefined && data !== undefined && hasGap(data.pages, newest.data);
  useEffect(() => {
    if (isOld) void refetch();
  }, [isOld, refetch]);
  const runs = useMemo(
    () => (data === undefined ? undefined : mergeRuns(data.pages, newest.data ?? [])),
    [data, newest.data],
  );
  return {
    runs,
    error: pages.error,
    retry: () => void refetch(),
    more: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
  };
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
  return mergeRuns([runs], starting);
}

function queryOf({ agent, status, all }: RunFilter) {
  const state = RUN_STATES.find((known) => known === status);
  return {
    ...(agent === "" ? {} : { agent }),
    ...(state === undefined ? {} : { status: state }),
    ...(all ? {} : { top: "true" as const }),
  };
}
