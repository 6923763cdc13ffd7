/** The next page of a list: asked for while the reader comes near the end, and after a failure only by a person. Pure. */
import type { UseInfiniteQueryResult } from "@tanstack/react-query";

export interface NextPage {
  hasMore: boolean;
  /** Reads it, unless it is being read, there is none, or it could not be read. */
  more: () => void;
  /** Why it could not be read. */
  failure: Error | null;
  /** Reads it all the same. */
  again: () => void;
}

type Pages = Pick<
  UseInfiniteQueryResult,
  "hasNextPage" | "isFetchingNextPage" | "isFetchNextPageError" | "error" | "fetchNextPage"
>;

/** Whether the next page may be asked for without a person who wants it: otherwise a list would ask for ever. */
export function mayReadMore(pages: Omit<Pages, "error" | "fetchNextPage">): boolean {
  return pages.hasNextPage && !pages.isFetchingNextPage && !pages.isFetchNextPageError;
}

export function getNextPage(pages: Pages): NextPage {
  const { isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = pages;
  return {
    hasMore: pages.hasNextPage,
    more: () => {
      if (mayReadMore(pages)) void fetchNextPage();
    },
    failure: isFetchNextPageError && !isFetchingNextPage ? error : null,
    again: () => {
      if (!isFetchingNextPage) void fetchNextPage();
    },
  };
}
