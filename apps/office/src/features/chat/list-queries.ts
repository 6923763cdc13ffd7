/** The list of conversations by whom and where, and the search across all of them. */
"use client";
import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { SearchHit } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { type Conversation, useConversations } from "../../lib/queries";

const PAGE = 200;
const HITS = 30;

export interface ListFilter {
  /** `agent:<id>`, `team:<id>` or empty. */
  of: string;
  channel: string;
}

/** The newest of one agent, team or channel; without a filter, the list that Home shows too. */
export function useConversationList({ of, channel }: ListFilter): UseQueryResult<Conversation[]> {
  const isFiltered = of !== "" || channel !== "";
  const [kind, id = ""] = of.split(":", 2);
  const all = useConversations();
  const some = useQuery({
    queryKey: [...KEYS.conversations, of, channel],
    queryFn: ({ signal }) =>
      api().call("listConversations", {
        query: {
          limit: PAGE,
          ...(kind === "agent" ? { agent: id } : {}),
          ...(kind === "team" ? { team: id } : {}),
          ...(channel === "" ? {} : { channel }),
        },
        signal,
      }),
    enabled: isFiltered,
    placeholderData: keepPreviousData,
  });
  return isFiltered ? some : all;
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
