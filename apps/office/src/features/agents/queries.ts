/** Reading and changing agents. */
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
import type { Run } from "../../lib/queries";
import { preferredLanguage } from "../../locale/language";
import { type NewAgentFields, toBody } from "./new-agent-fields";

export type AgentFile = "AGENTS.md" | "SOUL.md";

const READ = { "AGENTS.md": "getSystemPrompt", "SOUL.md": "getSoul" } as const;
const WRITE = { "AGENTS.md": "putSystemPrompt", "SOUL.md": "putSoul" } as const;
const RUNS_SHOWN = 20;

export function useRunList(agent: string): UseQueryResult<Run[]> {
  return useQuery({
    queryKey: [...KEYS.runs, agent],
    queryFn: ({ signal }) => api().call("listRuns", { query: { agent, limit: RUNS_SHOWN }, signal }),
  });
}

export function useAgentFile(id: string, file: AgentFile): UseQueryResult<{ content: string; path: string }> {
  return useQuery({
    queryKey: ["agent-file", id, file],
    queryFn: ({ signal }) => api().call(READ[file], { params: { id }, signal }),
    // An agent writes its own files, and no event says so.
    staleTime: 0,
  });
}

export function useEffectivePrompt(id: string): UseQueryResult<RouteOutput<"effectivePrompt">> {
  return useQuery({
    queryKey: ["agent-file", id, "effective"],
    queryFn: ({ signal }) => api().call("effectivePrompt", { params: { id }, signal }),
    // Its files and notes change without an event.
    staleTime: 0,
  });
}

export function useWriteFile(id: string, file: AgentFile): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (content: string) => api().call(WRITE[file], { params: { id }, body: { content } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["agent-file", id] }),
  });
}

export function useMemory(id: string): UseQueryResult<RouteOutput<"listMemory">> {
  return useQuery({
    queryKey: ["memory", id],
    queryFn: ({ signal }) => api().call("listMemory", { params: { id }, signal }),
    staleTime: 0,
  });
}

export function useNote(id: string, path: string): UseQueryResult<RouteOutput<"readNote">> {
  return useQuery({
    queryKey: ["memory", id, path],
    queryFn: ({ signal }) => api().call("readNote", { params: { id }, query: { path }, signal }),
    enabled: path !== "",
    staleTime: 0,
  });
}

export function useCreateAgent(): UseMutationResult<unknown, Error, NewAgentFields> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (fields: NewAgentFields) =>
      api().call("putAgent", { params: { id: fields.id }, body: toBody(fields, preferredLanguage()) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.agents }),
  });
}

export type AgentAct = "reset" | "remove";
const ACTS = { reset: "resetAgent", remove: "deleteAgent" } as const;

export function useAgentAct(id: string): UseMutationResult<unknown, Error, AgentAct> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: AgentAct) => api().call(ACTS[act], { params: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.agents }),
  });
}

/** Closes the programs of an agent that stay open. */
export function useClosePrograms(id: string): UseMutationResult<RouteOutput<"closePrograms">, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("closePrograms", { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.programs }),
  });
}

export type RunAct = "pause" | "resume" | "cancel";

export function useRunAct(runId: string): UseMutationResult<unknown, Error, RunAct> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (command: RunAct) => api().call("steerRun", { params: { id: runId }, body: { command } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.runs }),
  });
}
