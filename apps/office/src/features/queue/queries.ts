/** Reading the lanes and one message, and cancelling it. */
"use client";
import {
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import type { Lanes } from "../../lib/queries";

export type Lane = Lanes["lanes"][number];
export type LaneMessage = Lane["messages"][number];
export type Story = RouteOutput<"whyMessage">;

export function useWhy(id: string): UseQueryResult<Story> {
  return useQuery({
    queryKey: [...KEYS.why, id],
    queryFn: ({ signal }) => api().call("whyMessage", { params: { id }, signal }),
  });
}

/** Cancels a waiting or running message. Its sender is notified. */
export function useKill(): UseMutationResult<unknown, Error, number> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api().call("killProcessing", { params: { id: String(id) } }),
    onSettled: () => refresh(queries),
  });
}

/** Continues a run that a person paused. */
export function useResumeRun(): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api().call("steerRun", { params: { id }, body: { command: "resume" } }),
    onSettled: () => refresh(queries),
  });
}

function refresh(queries: QueryClient): void {
  for (const queryKey of [KEYS.dead, KEYS.lanes, KEYS.why]) void queries.invalidateQueries({ queryKey });
}
