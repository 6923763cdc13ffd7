/** Reading and changing the heartbeat of an agent. The daemon knows when the next one is due. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { HeartbeatState, RouteInput, RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";

export type HeartbeatFile = RouteOutput<"getHeartbeat">;
export type HeartbeatChange = RouteInput<"putHeartbeat">["body"];

/** Events of runs and settings make it old. */
const FILE = [...KEYS.settings, "heartbeat"];
const STATES = [...KEYS.runs, "heartbeats"];

export function useHeartbeatFile(id: string): UseQueryResult<HeartbeatFile> {
  return useQuery({
    queryKey: [...FILE, id],
    queryFn: ({ signal }) => api().call("getHeartbeat", { params: { id }, signal }),
    // An agent writes its own files, and no event says so.
    staleTime: 0,
  });
}

export function useHeartbeatState(id: string): UseQueryResult<HeartbeatState | null> {
  return useQuery({
    queryKey: STATES,
    queryFn: ({ signal }) => api().call("listHeartbeats", { signal }),
    select: (all: HeartbeatState[]) => all.find(({ agent }) => agent === id) ?? null,
  });
}

export function useChangeHeartbeat(id: string): UseMutationResult<unknown, Error, HeartbeatChange> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: HeartbeatChange) => api().call("putHeartbeat", { params: { id }, body }),
    onSettled: async () => {
      for (const queryKey of [FILE, STATES]) await queries.invalidateQueries({ queryKey });
    },
  });
}

export function useRunHeartbeat(id: string): UseMutationResult<{ conversationId: string }, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("runHeartbeat", { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: STATES }),
  });
}
