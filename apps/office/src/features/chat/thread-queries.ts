/** The conversations around one in its thread: earlier ones page by page, later ones as they come. */
"use client";
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { getNextPage, type NextPage } from "../../lib/next-page";
import { type Conversation, conversationQuery } from "../../lib/queries";

/** So many conversations are drawn above the open one before the reader asks for more. */
const PAGE = 8;
/** More than a person writes while a link to an old message is open. */
const LATER_MAX = 100;

const toEarlierKey = (id: string) => ["thread", id] as const;

interface ThreadAround {
  /** Oldest first; undefined until the first page of them is read. */
  earlier: readonly Conversation[] | undefined;
  /** Oldest first. */
  later: readonly Conversation[];
  next: NextPage;
}

/** @param id a conversation of the thread */
export function useThreadAround(id: string): ThreadAround {
  const queries = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: toEarlierKey(id),
    initialPageParam: id,
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: PAGE };
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
  const later = useQuery({
    queryKey: [...KEYS.conversations, "later", id],
    queryFn: async ({ signal }) =>
      (await api().call("conversationThread", { params: { id }, query: { limit: LATER_MAX }, signal })).later,
  });
  const { data } = pages;
  const earlier = useMemo(() => data?.pages.flat().reverse(), [data]);
  return { earlier, later: later.data ?? NONE, next: getNextPage(pages) };
}

const NONE: readonly Conversation[] = [];

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
  const below = queries.getQueryData<Conversation[]>([...KEYS.conversations, "later", from]) ?? [];
  // The first page also has what came after the one that was open.
  const [first = [], ...rest] = above.pages;
  const later = below.filter(({ id }) => id !== to).reverse();
  queries.setQueryData<InfiniteData<Conversation[], string>>(toEarlierKey(to), {
    pages: [[...later, opened, ...first], ...rest],
    pageParams: [to, ...above.pageParams.slice(1)],
  });
}
