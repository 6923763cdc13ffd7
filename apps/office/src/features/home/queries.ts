/** Acts on missions. */
"use client";
import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";

export function useSteer(runId: string): UseMutationResult<RouteOutput<"steerRun">, Error, string> {
  return useMutation({
    mutationFn: (text: string) =>
      api().call("steerRun", { params: { id: runId }, body: { command: "inject", text } }),
  });
}
