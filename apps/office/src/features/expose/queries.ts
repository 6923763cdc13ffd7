/** Whether TinyOffice is reached from elsewhere, opening it and closing it. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { EXPOSE_ANSWER_MS, type ExposeWay, type RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";

export type Exposure = RouteOutput<"getExposure">;

export function useExposure({ enabled = true } = {}): UseQueryResult<Exposure> {
  return useQuery({
    queryKey: KEYS.exposure,
    queryFn: ({ signal }) => api().call("getExposure", { signal }),
    enabled,
  });
}

/** The daemon asks for a confirmation from outside the page. */
export function useExpose(): UseMutationResult<Exposure, Error, { via: ExposeWay; minutes: number }> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body) => api().call("startExposure", { body, timeoutMs: EXPOSE_ANSWER_MS }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.exposure }),
  });
}

export function useStopExposure(): UseMutationResult<Exposure, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("stopExposure"),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.exposure }),
  });
}
