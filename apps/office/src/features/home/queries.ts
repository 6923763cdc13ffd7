/** Acts on missions. */
"use client";
import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import { api } from "../../lib/api";

export function useSteer(runId: string): UseMutationResult<unknown, Error, string> {
  return useMutation({
    mutationFn: (text: string) =>
      api().call("steerRun", { params: { id: runId }, body: { command: "inject", text } }),
  });
}
