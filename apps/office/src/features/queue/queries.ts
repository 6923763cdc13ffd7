/** Reading the queue, and what a person does with it. Dead letters are hidden at once and come back on Undo. */
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
import type { DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toast";
import { DEAD_MAX } from "./dead-count";

export type Lanes = RouteOutput<"queueLanes">;
export type Lane = Lanes["lanes"][number];
export type LaneMessage = Lane["messages"][number];
export type Story = RouteOutput<"whyMessage">;

export function useLanes(): UseQueryResult<Lanes> {
  return useQuery({
    queryKey: KEYS.lanes,
    queryFn: ({ signal }) => api().call("queueLanes", { signal }),
  });
}

export function useAllDead(): UseQueryResult<DeadLetter[]> {
  return useQuery({
    queryKey: [...KEYS.dead, "all"],
    queryFn: ({ signal }) => api().call("queueDead", { query: { limit: DEAD_MAX }, signal }),
  });
}

export function useWhy(id: string): UseQueryResult<Story> {
  return useQuery({
    queryKey: [...KEYS.why, id],
    queryFn: ({ signal }) => api().call("whyMessage", { params: { id }, signal }),
  });
}

export function useReplay(): UseMutationResult<{ remaining: number }, Error, readonly number[]> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly number[]) => api().call("retryAllDead", { body: { ids: [...ids] } }),
    onSuccess: (_answer, ids) => hide(queries, ids),
    onSettled: () => refresh(queries),
  });
}

/** Deletes when the time to undo is over. */
export function useDelete(): (ids: readonly number[]) => void {
  const queries = useQueryClient();
  return (ids) => {
    hide(queries, ids);
    const text = words.queue.dead.deleted(ids.length);
    showToast(text, () => {
      api()
        .call("purgeDead", { body: { ids: [...ids] } })
        .finally(() => refresh(queries));
    });
  };
}

/** Cancels a waiting or running message. Its sender is notified. */
export function useKill(): UseMutationResult<unknown, Error, number> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api().call("killProcessing", { params: { id: String(id) } }),
    onSettled: () => refresh(queries),
  });
}

function hide(queries: QueryClient, ids: readonly number[]): void {
  const gone = new Set(ids);
  queries.setQueriesData<DeadLetter[]>({ queryKey: KEYS.dead }, (letters) =>
    letters?.filter(({ id }) => !gone.has(id)),
  );
}

function refresh(queries: QueryClient): void {
  for (const queryKey of [KEYS.dead, KEYS.lanes, KEYS.why]) void queries.invalidateQueries({ queryKey });
}
