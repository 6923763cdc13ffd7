/** Reading from the daemon. Answers stay until an event makes them old. */
"use client";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { BudgetView, ChannelStatus, OpenPrograms, ProviderPause, RouteOutput } from "@tinyagi/contracts";
import { api } from "./api";
import type { Cost } from "./figures";
import { KEYS } from "./keys";

/** One page of each list on Home; older ones have pages of their own. */
export const PAGE = 100;
/** The most that the daemon gives at once. */
const MOST = 1_000;

export type Agents = RouteOutput<"listAgents">;
export type Teams = RouteOutput<"listTeams">;
export type Approval = RouteOutput<"listApprovals">["approvals"][number];
export type DeadLetter = RouteOutput<"queueDead">[number];
export type Conversation = RouteOutput<"listConversations">[number];
export type ConversationDetail = RouteOutput<"getConversation">;
export type Run = RouteOutput<"listRuns">[number];
export type Reply = RouteOutput<"listResponses">[number];

export function useAgents(): UseQueryResult<Agents> {
  return useQuery({ queryKey: KEYS.agents, queryFn: ({ signal }) => api().call("listAgents", { signal }) });
}

/** The agents whose programs are open, by agent. */
export function usePrograms(): ReadonlyMap<string, OpenPrograms> {
  const { data = [] } = useQuery({
    queryKey: KEYS.programs,
    queryFn: async ({ signal }) => (await api().call("listPrograms", { signal })).programs,
  });
  return new Map(data.map((one) => [one.agent, one]));
}

export function useTeams(): UseQueryResult<Teams> {
  return useQuery({ queryKey: KEYS.teams, queryFn: ({ signal }) => api().call("listTeams", { signal }) });
}

/** All that is open: what waits longest must not be missing. */
export function useApprovals(): UseQueryResult<Approval[]> {
  return useQuery({
    queryKey: KEYS.approvals,
    queryFn: async ({ signal }) =>
      (await api().call("listApprovals", { query: { status: "open", limit: MOST }, signal })).approvals,
  });
}

export function useDeadLetters(): UseQueryResult<DeadLetter[]> {
  return useQuery({
    queryKey: KEYS.dead,
    queryFn: ({ signal }) => api().call("queueDead", { query: { limit: PAGE }, signal }),
  });
}

/** The newest conversations, and all that are open however old. */
export function useConversations(): UseQueryResult<Conversation[]> {
  return useQuery({
    queryKey: KEYS.conversations,
    queryFn: async ({ signal }) => {
      const [open, newest] = await Promise.all([
        api().call("listConversations", { query: { status: "open", limit: PAGE }, signal }),
        api().call("listConversations", { query: { limit: PAGE }, signal }),
      ]);
      return merge(open, newest, ({ id }) => id);
    },
  });
}

/** How a conversation is read, wherever it is needed. */
export const conversationQuery = (id: string) => ({
  queryKey: [...KEYS.conversation, id],
  queryFn: ({ signal }: { signal: AbortSignal }) => api().call("getConversation", { params: { id }, signal }),
});

export function useConversation(id: string): UseQueryResult<ConversationDetail> {
  return useQuery({ ...conversationQuery(id), enabled: id !== "" });
}

/** The newest runs, and all that work however old. */
export function useRuns(): UseQueryResult<Run[]> {
  return useQuery({
    queryKey: KEYS.runs,
    queryFn: async ({ signal }) => {
      const [running, newest] = await Promise.all([
        api().call("listRuns", { query: { status: "running", limit: PAGE }, signal }),
        api().call("listRuns", { query: { limit: PAGE }, signal }),
      ]);
      return merge(running, newest, ({ runId }) => runId);
    },
  });
}

/** How many messages are in each state, conversations are unread, and tasks move. */
export function useQueueStatus(): UseQueryResult<RouteOutput<"queueStatus">> {
  return useQuery({ queryKey: KEYS.status, queryFn: ({ signal }) => api().call("queueStatus", { signal }) });
}

export function useReplies(): UseQueryResult<Reply[]> {
  return useQuery({
    queryKey: KEYS.replies,
    queryFn: ({ signal }) => api().call("listResponses", { query: { limit: PAGE, facts: "true" }, signal }),
  });
}

export function useBudgets(): UseQueryResult<BudgetView[]> {
  return useQuery({
    queryKey: KEYS.budgets,
    queryFn: ({ signal }) => api().call("listBudgets", { signal }),
  });
}

/** Strangers who wait for approval, and approved senders. */
export function usePairings(): UseQueryResult<RouteOutput<"listPairings">> {
  return useQuery({
    queryKey: KEYS.pairing,
    queryFn: ({ signal }) => api().call("listPairings", { signal }),
  });
}

export function useChannels(): UseQueryResult<ChannelStatus[]> {
  return useQuery({
    queryKey: KEYS.channels,
    queryFn: async ({ signal }) => (await api().call("listChannels", { signal })).channels,
  });
}

/** Providers that messages wait for. */
export function usePausedProviders(): UseQueryResult<ProviderPause[]> {
  return useQuery({
    queryKey: KEYS.paused,
    queryFn: async ({ signal }) => (await api().call("status", { signal })).pausedProviders ?? [],
  });
}

/** As on the page Spend and in budgets: the day is that of the daemon's machine, so every reader sees one figure. */
const TODAY = { by: "day", days: 1, limit: 1 } as const;
const BY_CONVERSATION = { by: "conversation", limit: 1_000 } as const;

export type Lanes = RouteOutput<"queueLanes">;

/** What runs and waits, for each agent. */
export function useLanes(): UseQueryResult<Lanes> {
  return useQuery({
    queryKey: KEYS.lanes,
    queryFn: ({ signal }) => api().call("queueLanes", { signal }),
  });
}

/** What the current day cost. */
export function useSpentToday(): UseQueryResult<RouteOutput<"spend">["total"]> {
  return useQuery({
    queryKey: [...KEYS.spend, "today"],
    queryFn: async ({ signal }) => (await api().call("spend", { query: TODAY, signal })).total,
  });
}

/** What each conversation cost. */
export function useSpentByConversation(): UseQueryResult<ReadonlyMap<string, Cost>> {
  return useQuery({
    queryKey: [...KEYS.spend, "conversation"],
    queryFn: async ({ signal }) => {
      const { rows } = await api().call("spend", { query: BY_CONVERSATION, signal });
      return new Map(rows.map((row) => [row.key, row]));
    },
  });
}

/** What each agent or team cost today. */
export function useSpentTodayBy(by: "agent" | "team"): UseQueryResult<ReadonlyMap<string, Cost>> {
  return useQuery({
    queryKey: [...KEYS.spend, "today", by],
    queryFn: async ({ signal }) => {
      const { rows } = await api().call("spend", { query: { ...TODAY, by, limit: 1_000 }, signal });
      return new Map(rows.map((row) => [row.key, row]));
    },
  });
}

function merge<T>(first: readonly T[], second: readonly T[], idOf: (row: T) => string): T[] {
  return [...new Map([...second, ...first].map((row) => [idOf(row), row])).values()];
}
