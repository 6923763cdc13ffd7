/** Reading and judging what the agent of a task changed in its clone. */
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
import { refresh } from "./queries";

export type Changes = RouteOutput<"getTaskChanges">;
export type ChangedFile = Changes["files"][number];

export interface LineComment {
  path: string;
  line: number;
  side: "old" | "new";
  text: string;
}

export interface Review {
  text: string;
  comments: LineComment[];
}

export function useChanges(id: string): UseQueryResult<Changes> {
  return useQuery({
    queryKey: [...KEYS.task, id, "changes"],
    queryFn: ({ signal }) => api().call("getTaskChanges", { params: { id }, signal }),
  });
}

export function useChooseRepository(id: string): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (repository: string) =>
      api().call("chooseTaskRepository", { params: { id }, body: { repository } }),
    onSuccess: () => refresh(queries),
  });
}

export function useSendReview(id: string): UseMutationResult<unknown, Error, Review> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Review) => api().call("reviewTaskChanges", { params: { id }, body }),
    onSuccess: () => refresh(queries),
  });
}

export function useApprove(id: string): UseMutationResult<RouteOutput<"approveTaskChanges">, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (tree: string) => api().call("approveTaskChanges", { params: { id }, body: { tree } }),
    onSettled: () => refresh(queries),
  });
}
