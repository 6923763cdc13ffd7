/** A list of any length, newest first, page by page. Events make only its newest page old. */
"use client";
import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { type Dated, hasGap, type IdOf, mergePages } from "./merge-pages";
import { getNextPage, type NextPage } from "./next-page";

export interface Pages<T> {
  rows: readonly T[] | undefined;
  error: Error | null;
  retry: () => void;
  next: NextPage;
}

export interface PageSource<T> {
  /** Of the newest page: events name the beginning of it. */
  newestKey: readonly string[];
  /** Of all pages: no event names it. */
  pagesKey: readonly string[];
  /** The most rows of a page. */
  size: number;
  /** The same function each time. */
  idOf: IdOf<T>;
  read: (before: number | undefined, signal: AbortSignal) => Promise<T[]>;
}

export function usePages<T extends Dated>({
  newestKey,
  pagesKey,
  size,
  idOf,
  read,
}: PageSource<T>): Pages<T> {
  const queries = useQueryClient();
  const newestQuery = {
    queryKey: newestKey,
    queryFn: ({ signal }: { signal: AbortSignal }) => read(undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  };
  const newest = useQuery({ ...newestQuery, placeholderData: keepPreviousData });
  const pages = useInfiniteQuery<T[], Error, InfiniteData<T[]>, readonly string[], number | undefined>({
    queryKey: pagesKey,
    initialPageParam: undefined,
    // The newest page is read by its own query, once for both.
    queryFn: ({ pageParam, signal }) =>
      pageParam === undefined ? queries.fetchQuery(newestQuery) : read(pageParam, signal),
    getNextPageParam: (last) => {
      const oldest = last.at(-1);
      // Several may begin in one millisecond; those that come twice are merged.
      return last.length < size || oldest === undefined ? undefined : oldest.createdAt + 1;
    },
    placeholderData: keepPreviousData,
  });
  const { data, refetch } = pages;
  const isOld = newest.data !== undefined && data !== undefined && hasGap(data.pages, newest.data, idOf);
  useEffect(() => {
    if (isOld) void refetch();
  }, [isOld, refetch]);
  const rows = useMemo(
    () => (data === undefined ? undefined : mergePages(data.pages, newest.data ?? [], idOf)),
    [data, newest.data, idOf],
  );
  return {
    rows,
    // From the first failed try on: a list without rows would look empty.
    error: pages.error ?? pages.failureReason ?? (data === undefined ? newest.failureReason : null),
    retry: () => void refetch(),
    next: getNextPage(pages),
  };
}
