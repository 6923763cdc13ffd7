/** Acts on missions. */
"use client";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";

export function useStop(conversationId: string): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("cancelConversation", { params: { id: conversationId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.conversations }),
  });
}

export function useSteer(runId: string): UseMutationResult<unknown, Error, string> {
  return useMutation({
    mutationFn: (text: string) =>
      api().call("steerRun", { params: { id: runId }, body: { command: "inject", text } }),
  });
}
