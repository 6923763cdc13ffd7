/** The list of conversations by whom and where, and the search across all of them. */
"use client";
import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { SearchHit } from "@tinyagi/contracts";
import { useMemo } from "react";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { mergePages } from "../../lib/merge-pages";
import { type Conversation, useConversations } from "../../lib/queries";
import { type Pages, usePages } from "../../lib/use-pages";

const PAGE = 100;
const HITS = 30;

export interface ListFilter {
  /** `agent:<id>`, `team:<id>` or empty. */
  of: string;
  channel: string;
}

const idOf = ({ id }: Conversation): string => id;

/** Those of one agent, team or channel; without a filter all, and those that are open first of all, however old. */
export function useConversationPages({ of, channel }: ListFilter): Pages<Conversation> {
  const [kind, id = ""] = of.split(":", 2);
  const known = useConversations().data;
  const pages = usePages({
    newestKey: [...KEYS.conversations, "newest", of, channel],
    pagesKey: ["conversation-pages", of, channel],
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
        },
        signal,
      }),
  });
  const { rows } = pages;
  const isFiltered = of !== "" || channel !== "";
  return {
    ...pages,
    rows: useMemo(
      () => (rows === undefined || isFiltered ? rows : mergePages([rows], known ?? [], idOf)),
      [rows, known, isFiltered],
    ),
  };
}

/** Messages and replies with these words, best first. Not searched before there is a word. */
export function useSearch(wanted: string): UseQueryResult<SearchHit[]> {
  const q = wanted.trim();
  return useQuery({
    queryKey: ["search", q],
    queryFn: async ({ signal }) => {
      const { hits } = await api().call("search", { query: { q, limit: HITS }, signal });
      return hits.filter(({ conversationId }) => conversationId !== null);
    },
    enabled: q !== "",
    placeholderData: keepPreviousData,
    // New messages are found by searching again.
    staleTime: 0,
    gcTime: 0,
  });
}
