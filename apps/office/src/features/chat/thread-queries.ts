/** The conversations around one in its thread: earlier ones page by page, later ones as they come. */
"use client";
import { type InfiniteData, type QueryClient, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { useMemo } from "react";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { getNextPage, type NextPage } from "../../lib/next-page";
import { type Conversation, conversationQuery } from "../../lib/queries";

/** So many conversations are drawn above the open one before the reader asks for more. */
const PAGE = 8;
/** So many are drawn below it, before the reader comes there. */
export const LATER = 20;

type Later = RouteOutput<"conversationThread">;

export const toEarlierKey = (id: string) => ["thread", id] as const;
export const toLaterKey = (id: string) => [...KEYS.conversations, "after", id] as const;

interface ThreadAround {
  /** Oldest first; undefined until the first page of them is read. */
  earlier: readonly Conversation[] | undefined;
  /** Oldest first; undefined until the first page of them is read. */
  later: readonly Conversation[] | undefined;
  /** The one that the thread goes on with, which may be further down than what is read. */
  newest: string;
  /** More of the earlier ones. */
  next: NextPage;
  /** More of the later ones. */
  nextLater: NextPage;
}

/** @param id a conversation of the thread */
export function useThreadAround(id: string): ThreadAround {
  const queries = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: toEarlierKey(id),
    initialPageParam: id,
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: PAGE, side: "earlier" } as const;
      const { earlier } = await api().call("conversationThread", {
        params: { id: pageParam },
        query,
        signal,
      });
      // Drawn all at once: what is read below them must not move again and again.
      await Promise.all(earlier.map(({ id: each }) => queries.prefetchQuery(conversationQuery(each))));
      return earlier;
    },
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.id),
    // What was said before does not change.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const below = useInfiniteQuery({
    queryKey: toLaterKey(id),
    initialPageParam: id,
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: LATER, side: "later" } as const;
      const page = await api().call("conversationThread", { params: { id: pageParam }, query, signal });
      await Promise.all(page.later.map(({ id: each }) => queries.prefetchQuery(conversationQuery(each))));
      return page;
    },
    getNextPageParam: findNextLater,
  });
  const { data } = pages;
  const earlier = useMemo(() => data?.pages.flat().reverse(), [data]);
  const later = below.data?.pages.flatMap((page) => page.later);
  const newest = below.data?.pages.at(-1)?.newest ?? later?.at(-1)?.id ?? id;
  return { earlier, later, newest, next: getNextPage(pages), nextLater: getNextPage(below) };
}

/** @returns the conversation after which there may be more; undefined at the end of the thread */
function findNextLater({ later }: Later): string | undefined {
  return later.length < LATER ? undefined : later.at(-1)?.id;
}

/** What stood in the view stays there when a new conversation of the thread opens. */
export async function openNext(
  queries: QueryClient,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await queries.prefetchQuery(conversationQuery(to));
  const [opened, shown] = [from, to].map((id) =>
    queries.getQueryData<Conversation>([...KEYS.conversation, id]),
  );
  if (opened?.thread == null || opened.thread.key !== shown?.thread?.key) return;
  const above = queries.getQueryData<InfiniteData<Conversation[], string>>(toEarlierKey(from));
  if (above === undefined) return;
  const below = queries.getQueryData<InfiniteData<Later, string>>(toLaterKey(from))?.pages ?? [];
  const end = below.at(-1);
  const isWhole =
    end === undefined || findNextLater(end) === undefined || end.later.some(({ id }) => id === to);
  // What is not read would be left out.
  if (!isWhole) return;
  // The first page also has what came after the one that was open.
  const [first = [], ...rest] = above.pages;
  const later = below
    .flatMap((page) => page.later)
    .filter(({ id }) => id !== to)
    .reverse();
  queries.setQueryData<InfiniteData<Conversation[], string>>(toEarlierKey(to), {
    pages: [[...later, opened, ...first], ...rest],
    pageParams: [to, ...above.pageParams.slice(1)],
  });
}
