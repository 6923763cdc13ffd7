/** Reading and testing providers. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { named } from "./provider-words";

export type Providers = RouteOutput<"listProviders">;
export type ProviderTest = RouteOutput<"testProvider">;

export function useProviders(): UseQueryResult<Providers> {
  return useQuery({
    queryKey: [...KEYS.settings, "providers"],
    queryFn: async ({ signal }) => {
      const all = await api().call("listProviders", { signal });
      return { ...all, providers: named(all.providers) };
    },
  });
}

/** What is tested: a provider, or that of an agent with its model. */
type Tested = { provider: string } | { agent: string };

export function useTestProvider(): UseMutationResult<ProviderTest, Error, Tested> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Tested) => api().call("testProvider", { body }),
    // A provider that answers is paused no more.
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.paused }),
  });
}
