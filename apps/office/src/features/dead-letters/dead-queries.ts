/** Reading dead letters page by page, and what a person does with many. */
"use client";
import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteInput, RouteOutput } from "@tinyagi/contracts";
import { useEffect, useMemo, useRef, useState } from "react";
import { api, lastingApi, toWords } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { createLeaving } from "../../lib/leaving";
import { getNextPage, type NextPage } from "../../lib/next-page";
import type { DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import { hasDeadGap, mergeDead } from "./dead-pages";

export type DeadSummary = RouteOutput<"deadSummary">;

/** Letters of one page. */
const PAGE = 200;
/** No event names it: reading many pages again is done only when letters went. */
const PAGES = "dead-pages";
const leaving = createLeaving<number>();

export interface DeadPages {
  letters: readonly DeadLetter[] | undefined;
  error: Error | null;
  retry: () => void;
  next: NextPage;
}

/** How many there are of each agent and reason. @param agent empty for all */
export function useDeadSummary(agent: string): UseQueryResult<DeadSummary> {
  return useQuery({
    queryKey: [...KEYS.dead, "summary", agent],
    queryFn: ({ signal }) => api().call("deadSummary", { query: ofAgent(agent), signal }),
    placeholderData: keepPreviousData,
  });
}

/** @param total how many there are now */
export function useDeadPages(agent: string, total: number): DeadPages {
  const query = { ...ofAgent(agent), limit: PAGE };
  const newest = useQuery({
    queryKey: [...KEYS.dead, "newest", agent],
    queryFn: ({ signal }) => api().call("queueDead", { query, signal }),
  });
  const pages = useInfiniteQuery<
    DeadLetter[],
    Error,
    InfiniteData<DeadLetter[]>,
    readonly string[],
    string | undefined
  >({
    queryKey: [PAGES, agent],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) =>
      api().call("queueDead", {
        query: pageParam === undefined ? query : { ...query, before: pageParam },
        signal,
      }),
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.cursor),
  });
  const { data, refetch, error, isFetchNextPageError } = pages;
  const isOld = newest.data !== undefined && data !== undefined && hasDeadGap(data.pages, newest.data, PAGE);
  const before = useRef(total);
  useEffect(() => {
    const isLess = total < before.current;
    before.current = total;
    // Letters went: an older page may still name them.
    if (isOld || isLess) void refetch({ cancelRefetch: false });
  }, [isOld, total, refetch]);
  const gone = leaving.use();
  const letters = useMemo(
    () => newest.data && mergeDead(data?.pages ?? [], newest.data, PAGE).filter(({ id }) => !gone.has(id)),
    [data, newest.data, gone],
  );
  return {
    letters,
    // What is below the list says that its next page cannot be read.
    error: newest.error ?? (isFetchNextPageError ? null : error),
    retry: () => void Promise.all([newest.refetch(), refetch()]),
    next: getNextPage(pages),
  };
}

/** Letters that are listed until the time to undo their deletion is over. */
export const useLeavingCount = (): number => leaving.use().size;

export function useReplay(): UseMutationResult<unknown, Error, readonly number[]> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly number[]) =>
      inParts(ids, (part) => api().call("retryAllDead", { body: { ids: part } })),
    onSettled: () => refresh(queries),
  });
}

/** Deletes when the time to undo is over. */
export function useDelete(): (ids: readonly number[]) => void {
  const queries = useQueryClient();
  const leave = (ids: readonly number[], leaves: boolean): void => {
    for (const id of ids) leaving.set(id, leaves);
  };
  return (ids) => {
    leave(ids, true);
    const back = (): void => {
      leave(ids, false);
      refresh(queries);
    };
    const commit = (): Promise<unknown> =>
      inParts(ids, (part) => lastingApi().call("purgeDead", { body: { ids: part } }))
        .catch((error: unknown) => showToast(words.needs.notDeleted(toWords(error))))
        .finally(back);
    showToast(words.queue.dead.deleted(ids.length), commit, back);
  };
}

type Bulk = Omit<RouteInput<"retryAllDead">["body"], "ids" | "after" | "limit">;

/** Letters of one call: few enough that the count moves while someone watches it. */
const PART = 200;

/** Replays or deletes all that match, part by part. `done` counts those of this act. */
export function useDeadBulk(
  name: "retryAllDead" | "purgeDead",
): UseMutationResult<void, Error, Bulk> & { done: number } {
  const queries = useQueryClient();
  const [done, setDone] = useState(0);
  const mutation = useMutation({
    mutationFn: async (body: Bulk) => {
      setDone(0);
      for (let after: string | null | undefined; after !== null; ) {
        const part = await api().call(name, {
          body: { ...body, limit: PART, ...(after === undefined ? {} : { after }) },
        });
        const { length } = "retried" in part ? part.retried : part.deleted;
        setDone((before) => before + length);
        after = part.next;
      }
    },
    onSettled: () => refresh(queries),
  });
  return { ...mutation, done };
}

/** Most ids that the daemon takes in one call. */
const IDS_MAX = 1_000;

async function inParts(ids: readonly number[], act: (part: number[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < ids.length; from += IDS_MAX) await act(ids.slice(from, from + IDS_MAX));
}

function ofAgent(agent: string): { agent?: string } {
  return agent === "" ? {} : { agent };
}

function refresh(queries: QueryClient): void {
  for (const queryKey of [KEYS.dead, [PAGES], KEYS.lanes, KEYS.why])
    void queries.invalidateQueries({ queryKey });
}
