/** Reading and testing providers. */
"use client";
import { type UseMutationResult, type UseQueryResult, useMutation, useQuery } from "@tanstack/react-query";
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

export function useTestProvider(): UseMutationResult<ProviderTest, Error, string> {
  return useMutation({ mutationFn: (agent: string) => api().call("testProvider", { body: { agent } }) });
}
