/** Everything that Home shows, from answers that events keep fresh. */
"use client";
import { useMemo, useState } from "react";
import { useNow } from "../../lib/clock";
import { findProblem, type Problem } from "../../lib/problem";
import {
  type Conversation,
  useAgents,
  useApprovals,
  useConversations,
  useDeadLetters,
  useLanes,
  useRuns,
  useTeams,
} from "../../lib/queries";
import { useLiveRuns } from "../../lib/stream/use-stream";
import { useDeadSummary } from "../dead-letters/dead-queries";
import { useNeeds } from "../needs/use-needs";
import { type Mission, missions } from "./mission-state";
import { type AgentNow, agentsNow, type Facts, keepUnchanged } from "./state";

export interface Home {
  /** Whether everything was read, or could not be at the first try: what fails must not keep the rest from the screen. */
  isReady: boolean;
  /** The first problem of all parts. */
  error: Error | null;
  retry: () => void;
  problems: {
    office: Problem | undefined;
    needs: Problem | undefined;
    missions: Problem | undefined;
  };
  facts: Facts;
  agents: readonly AgentNow[];
  missions: readonly Mission[];
  conversations: readonly Conversation[];
}

export function useHome(): Home {
  const [agents, teams, runs, conversations] = [useAgents(), useTeams(), useRuns(), useConversations()];
  const counts = useDeadSummary("");
  const asks = [useApprovals(), useDeadLetters(), counts];
  const queries = [agents, teams, runs, conversations, ...asks];
  const needs = useNeeds();
  const live = useLiveRuns();
  const now = useNow();
  const dead = counts.data?.groups;
  const lanes = useLanes().data?.lanes;
  const messages = useMemo(() => (lanes ?? []).flatMap((lane) => lane.messages), [lanes]);
  const facts = useMemo(
    () => ({
      agents: agents.data ?? {},
      teams: teams.data ?? {},
      runs: runs.data ?? [],
      needs,
      dead: dead ?? [],
      messages,
      live,
      now,
    }),
    [agents.data, teams.data, runs.data, needs, dead, messages, live, now],
  );
  return {
    isReady: queries.every(({ data, failureCount }) => data !== undefined || failureCount > 0),
    error: findProblem(queries)?.error ?? null,
    retry: () => {
      for (const query of queries) void query.refetch();
    },
    problems: {
      office: findProblem([agents, teams]),
      needs: findProblem(asks),
      missions: findProblem([conversations, runs]),
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
