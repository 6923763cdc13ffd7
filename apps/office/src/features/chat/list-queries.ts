/** The list of conversations by whom and where, and the search across all of them. */
"use client";
import {
  type InfiniteData,
  keepPreviousData,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput, SearchHit } from "@tinyagi/contracts";
import { useMemo } from "react";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { mergePages } from "../../lib/merge-pages";
import type { Conversation } from "../../lib/queries";
import { useEvents } from "../../lib/stream/use-stream";
import { type Pages, usePages } from "../../lib/use-pages";

const PAGE = 100;
const HITS = 30;
const PAGES = "conversation-pages";

export interface ListFilter {
  /** `agent:<id>`, `team:<id>` or empty. */
  of: string;
  channel: string;
  /** Only those with a reply that was not read. */
  isUnreadOnly: boolean;
}

const idOf = ({ id }: Conversation): string => id;

/**
 * Those of one agent, team or channel, or those that are unread; without a filter all, and those that are open first of
 * all, however old.
 */
export function useConversationPages({ of, channel, isUnreadOnly }: ListFilter): Pages<Conversation> {
  const [kind, id = ""] = of.split(":", 2);
  const open = useOpenChats().data;
  const pages = usePages({
    newestKey: [...KEYS.conversations, "newest", of, channel, String(isUnreadOnly)],
    // What was read leaves the list, so an event reads all pages of it again.
    pagesKey: isUnreadOnly ? [...KEYS.conversations, "unread", of, channel] : [PAGES, of, channel],
    size: PAGE,
    idOf,
    read: (before, signal) =>
      api().call("listConversations", {
        query: {
          limit: PAGE,
          ...(before === undefined ? {} : { before }),
          ...(kind === "agent" ? { agent: id } : {}),
          ...(kind === "team" ? { team: id } : {}),
          ...(channel === "" ? {} : { channel }),
          ...(isUnreadOnly ? { unread: "true" as const } : {}),
          // Posts stand in their rooms, and are chats only for who asks for them.
          ...(channel === "" ? { rooms: "false" as const } : {}),
        },
        signal,
      }),
  });
  const { rows } = pages;
  const isFiltered = of !== "" || channel !== "" || isUnreadOnly;
  useReadElsewhere();
  return {
    ...pages,
    rows: useMemo(
      () => (rows === undefined || isFiltered ? rows : mergePages([rows], open ?? [], idOf)),
      [rows, open, isFiltered],
    ),
  };
}

/** All that are open, however old. */
function useOpenChats(): UseQueryResult<Conversation[]> {
  return useQuery({
    queryKey: [...KEYS.conversations, "open chats"],
    queryFn: ({ signal }) =>
      api().call("listConversations", { query: { status: "open", rooms: "false", limit: PAGE }, signal }),
  });
}

/** Older pages stay as they were loaded, except that the mark of a conversation goes when it was read in any tab. */
function useReadElsewhere(): void {
  const queries = useQueryClient();
  useEvents(({ type, conversationId }) => {
    if (type !== "conversation.read") return;
    queries.setQueriesData<InfiniteData<Conversation[]>>({ queryKey: [PAGES] }, (data) =>
      data === undefined
        ? undefined
        : {
            ...data,
            pages: data.pages.map((page) =>
              page.map((one) => (one.id === conversationId ? { ...one, unread: false } : one)),
            ),
          },
    );
  });
}

/** Marks a conversation as read up to a reply, and with it what was said earlier in its thread. If that fails it stays unread, and opening it tries again. */
export function useMarkRead(id: string): (replyId: number) => void {
  const { mutate } = useMutation({
    mutationFn: (replyId: number) =>
      api().call("markConversationRead", { params: { id }, body: { replyId, thread: true } }),
  });
  return mutate;
}

/** Messages and replies with these words, best first. Not searched before there is a word. */
export function useSearch(wanted: string): UseQueryResult<SearchHit[]> {
  const q = wanted.trim();
  return useQuery({
    queryKey: [...KEYS.hits, q],
    queryFn: async ({ signal }) => {
      const { hits } = await api().call("search", { query: { q, limit: HITS }, signal });
      return hits.filter(({ conversationId }) => conversationId !== null);
    },
    enabled: q !== "",
    placeholderData: keepPreviousData,
    // What a run was asked and answered is found when it ends; its event searches again.
    staleTime: 0,
    gcTime: 0,
  });
}

/** A first message is about one or two of them. */
const WAITING = 2;

/** Tasks of an agent or a team that nobody has begun. */
export function useWaitingTasks(assignee: string): UseQueryResult<RouteOutput<"listTasks">> {
  return useQuery({
    queryKey: [...KEYS.task, "waiting", assignee],
    queryFn: ({ signal }) =>
      api().call("listTasks", { query: { assignee, status: "backlog", limit: WAITING }, signal }),
    enabled: assignee !== "",
  });
}
