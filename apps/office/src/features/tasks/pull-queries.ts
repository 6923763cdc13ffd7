/** Publishing the work on a task, looking at its pull request, and merging it. */
"use client";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { refresh } from "./queries";

export function usePublish(id: string): UseMutationResult<RouteOutput<"publishTaskChanges">, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (tree: string) => api().call("publishTaskChanges", { params: { id }, body: { tree } }),
    onSettled: () => refresh(queries),
  });
}

export function useRefreshPull(id: string): UseMutationResult<RouteOutput<"refreshTaskPull">, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("refreshTaskPull", { params: { id } }),
    onSettled: () => refresh(queries),
  });
}

export function useMergePull(id: string): UseMutationResult<RouteOutput<"mergeTaskPull">, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (commit: string) => api().call("mergeTaskPull", { params: { id }, body: { commit } }),
    onSettled: () => refresh(queries),
  });
}
