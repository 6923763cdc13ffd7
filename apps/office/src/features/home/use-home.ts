/** Everything that Home shows, from answers that events keep fresh. */
"use client";
import { useMemo, useState } from "react";
import { useNow } from "../../lib/clock";
import {
  type Conversation,
  useAgents,
  useApprovals,
  useConversations,
  useDeadLetters,
  useRuns,
  useTeams,
} from "../../lib/queries";
import { useLiveRuns } from "../../lib/stream/use-stream";
import { useNeeds } from "../needs/use-needs";
import { type AgentNow, agentsNow, type Facts, keepUnchanged, type Mission, missions } from "./state";

export interface Home {
  isReady: boolean;
  error: Error | null;
  retry: () => void;
  facts: Facts;
  agents: readonly AgentNow[];
  missions: readonly Mission[];
  conversations: readonly Conversation[];
}

export function useHome(): Home {
  const queries = [
    ...([useAgents(), useTeams(), useRuns(), useConversations()] as const),
    ...([useApprovals(), useDeadLetters()] as const),
  ] as const;
  const [agents, teams, runs, conversations] = queries;
  const needs = useNeeds();
  const live = useLiveRuns();
  const now = useNow();
  const facts = useMemo(
    () => ({ agents: agents.data ?? {}, teams: teams.data ?? {}, runs: runs.data ?? [], needs, live, now }),
    [agents.data, teams.data, runs.data, needs, live, now],
  );
  return {
    isReady: queries.every(({ data }) => data !== undefined),
    error: queries.find(({ error, data }) => error !== null && data === undefined)?.error ?? null,
    retry: () => {
      for (const query of queries) void query.refetch();
    },
    facts,
    conversations: conversations.data ?? [],
    agents: useAgentsNow(facts),
    missions: useMemo(
      () => missions({ ...facts, conversations: conversations.data ?? [] }),
      [facts, conversations.data],
    ),
  };
}

function useAgentsNow(facts: Facts): readonly AgentNow[] {
  const [kept] = useState<{ agents: readonly AgentNow[] }>({ agents: [] });
  return useMemo(() => {
    kept.agents = keepUnchanged(kept.agents, agentsNow(facts));
    return kept.agents;
  }, [facts, kept]);
}
