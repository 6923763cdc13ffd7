/** Skills of an agent: what it has, what the public registry offers, and their installation. */
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

export type SkillEntry = RouteOutput<"listSkills">[number];
export type Skill = RouteOutput<"getSkill">;
export type Preview = RouteOutput<"previewSkill">;

export function useSkills(id: string): UseQueryResult<SkillEntry[]> {
  return useQuery({
    queryKey: [...KEYS.skills, id],
    queryFn: ({ signal }) => api().call("listSkills", { params: { id }, signal }),
    enabled: id !== "",
    // An agent writes its own skills, and no event says so.
    staleTime: 0,
  });
}

export function useSkill(id: string, skill: string): UseQueryResult<Skill> {
  return useQuery({
    queryKey: [...KEYS.skills, id, skill],
    queryFn: ({ signal }) => api().call("getSkill", { params: { id, skill }, signal }),
    staleTime: 0,
  });
}

/** Asks the public registry, only when a person submits words: they leave this machine. */
export function useSkillSearch(id: string): UseMutationResult<RouteOutput<"searchSkills">, Error, string> {
  return useMutation({
    mutationFn: (query: string) => api().call("searchSkills", { params: { id }, query: { query } }),
  });
}

/** Fetches a skill and returns what an installation would write. Changes nothing. */
export function usePreview(id: string): UseMutationResult<Preview, Error, string> {
  return useMutation({
    mutationFn: (ref: string) => api().call("previewSkill", { params: { id }, body: { ref } }),
  });
}

/** Installs exactly what the preview showed. */
export function useInstall(id: string): UseMutationResult<unknown, Error, Pick<Preview, "ref" | "digest">> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ ref, digest }) =>
      api().call("installSkill", { params: { id }, body: { ref, confirm: digest } }),
    onSettled: () => queries.invalidateQueries({ queryKey: [...KEYS.skills, id] }),
  });
}

export function useRemoveSkill(id: string): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (skill: string) => api().call("removeSkill", { params: { id, skill } }),
    onSettled: () => queries.invalidateQueries({ queryKey: [...KEYS.skills, id] }),
  });
}
