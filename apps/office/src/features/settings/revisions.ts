/** Settings change field by field, and every change can be taken back from their history. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput, SettingsEdit } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";

export type Revision = RouteOutput<"listSettingsRevisions">[number];
export type RevisionDetail = RouteOutput<"getSettingsRevision">;

export function useChangeSettings(): UseMutationResult<unknown, Error, readonly SettingsEdit[]> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (changes: readonly SettingsEdit[]) =>
      api().call("changeSettings", { body: { changes: [...changes] } }),
    // A form forgets what was typed when this is over: until then the page must know what was saved.
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: KEYS.settings });
      return queries.invalidateQueries({ queryKey: KEYS.agents });
    },
  });
}

export function useRevisions(): UseQueryResult<Revision[]> {
  return useQuery({
    queryKey: [...KEYS.settings, "revisions"],
    queryFn: ({ signal }) => api().call("listSettingsRevisions", { query: { limit: 200 }, signal }),
  });
}

export function useRevision(id: number): UseQueryResult<RevisionDetail> {
  return useQuery({
    queryKey: [...KEYS.settings, "revision", id],
    queryFn: ({ signal }) => api().call("getSettingsRevision", { params: { n: String(id) }, signal }),
  });
}

export function useRestore(): UseMutationResult<unknown, Error, number> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (n: number) => api().call("restoreSettingsRevision", { params: { n: String(n) } }),
    onSuccess: () => {
      for (const queryKey of [KEYS.agents, KEYS.teams, KEYS.settings])
        void queries.invalidateQueries({ queryKey });
    },
  });
}
