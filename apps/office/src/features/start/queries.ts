/** What was found, and what the steps of the first run change. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput, SettingsEdit, StarterTeamId } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { preferredLanguage } from "../../locale/language";
import { foundInWords } from "../providers/provider-words";
import type { Setup } from "./steps";

export function useSetup(): UseQueryResult<Setup> {
  return useQuery({
    queryKey: [...KEYS.settings, "setup"],
    queryFn: async ({ signal }) => {
      const setup = await api().call("describeSetup", { query: { language: preferredLanguage() }, signal });
      return { ...setup, found: foundInWords(setup.found) };
    },
    // Someone logs in elsewhere and comes back: no event says so.
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
}

export function useSaveKey(): UseMutationResult<unknown, Error, SettingsEdit[]> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (changes: SettingsEdit[]) => api().call("changeSettings", { body: { changes } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.settings }),
  });
}

interface Choice {
  team: StarterTeamId;
  provider: string;
}

export function useSetUpTeam(): UseMutationResult<RouteOutput<"setUpTeam">, Error, Choice> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Choice) =>
      api().call("setUpTeam", { body: { ...body, language: preferredLanguage() } }),
    onSettled: () => {
      for (const queryKey of [KEYS.settings, KEYS.agents, KEYS.teams])
        void queries.invalidateQueries({ queryKey });
    },
  });
}

interface FirstMessage {
  to: string;
  text: string;
  /** The daily budget, if it is proposed; null for none. */
  usd?: number | null;
}

/** @returns the id of the conversation */
export function useFirstMessage(): UseMutationResult<string, Error, FirstMessage> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ to, text, usd }: FirstMessage) => {
      if (usd !== undefined) await api().call("decideDailyBudget", { body: { usd } });
      const body = { message: text, agent: to, channel: "web", sender: "You" };
      return (await api().call("sendMessage", { body })).conversationId;
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: KEYS.settings });
      return queries.invalidateQueries({ queryKey: KEYS.conversations });
    },
  });
}
