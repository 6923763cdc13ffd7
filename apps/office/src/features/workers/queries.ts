/** The workers, and the moves of agents between machines. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { MoveView, RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";

export type Workers = RouteOutput<"listWorkers">;
export type Worker = Workers["workers"][number];

const MACHINE_MS = 10_000;

export function useWorkers(): UseQueryResult<Workers> {
  return useQuery({
    queryKey: KEYS.workers,
    queryFn: ({ signal }) => api().call("listWorkers", { signal }),
    // No event says what a machine has: the first of its words come a moment after the worker.
    refetchInterval: ({ state }) =>
      state.data?.workers.some(({ online }) => online) === true ? MACHINE_MS : false,
  });
}

export function useDrain(): UseMutationResult<unknown, Error, { name: string; draining: boolean }> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, draining }) => api().call("drainWorker", { params: { name }, body: { draining } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.workers }),
  });
}

export function useRemoveWorker(): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api().call("removeWorker", { params: { name } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.workers }),
  });
}

const LOOK_MS = 1_000;
const OVER: ReadonlySet<MoveView["state"]> = new Set(["done", "failed", "cancelled", "undone"]);

export function isUnderWay({ state }: MoveView): boolean {
  return !OVER.has(state);
}

export function useLastMove(agent: string): MoveView | undefined {
  const { data } = useQuery({
    queryKey: KEYS.moves,
    queryFn: ({ signal }) => api().call("listMoves", { signal }),
    // Events say that it begins and ends; what has crossed meanwhile comes by the hundred a second.
    refetchInterval: ({ state }) => (state.data?.moves.some(isUnderWay) === true ? LOOK_MS : false),
  });
  return data?.moves.find((move) => move.agent === agent);
}

export type MoveAct = { to: string } | "cancel" | "undo";

export function useMove(id: string): UseMutationResult<unknown, Error, MoveAct> {
  const queries = useQueryClient();
  const params = { id };
  return useMutation<unknown, Error, MoveAct>({
    mutationFn: (act) =>
      act === "cancel"
        ? api().call("cancelMove", { params })
        : act === "undo"
          ? api().call("undoMove", { params })
          : api().call("moveAgent", { params, body: act }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.moves }),
  });
}
