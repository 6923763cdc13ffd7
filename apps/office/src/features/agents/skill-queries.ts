/** Reading, installing and removing the skills of an agent. What is installed is exactly what the preview showed. */
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

export type Skill = RouteOutput<"listSkills">[number];
export type SkillPreview = RouteOutput<"previewSkill">;

const SKILLS = "agent-skills";

export function useSkills(id: string): UseQueryResult<Skill[]> {
  return useQuery({
    queryKey: [SKILLS, id],
    queryFn: ({ signal }) => api().call("listSkills", { params: { id }, signal }),
    // An agent writes its own skills, and no event says so.
    staleTime: 0,
  });
}

export function useSkill(id: string, skill: string): UseQueryResult<RouteOutput<"getSkill">> {
  return useQuery({
    queryKey: [SKILLS, id, skill],
    queryFn: ({ signal }) => api().call("getSkill", { params: { id, skill }, signal }),
    staleTime: 0,
  });
}

export function usePreviewSkill(id: string): UseMutationResult<SkillPreview, Error, string> {
  return useMutation({
    mutationFn: (ref: string) => api().call("previewSkill", { params: { id }, body: { ref } }),
  });
}

export function useInstallSkill(id: string): UseMutationResult<unknown, Error, SkillPreview> {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: ({ ref, digest }: SkillPreview) =>
      api().call("installSkill", { params: { id }, body: { ref, confirm: digest } }),
    onSettled: refresh,
  });
}

export function useRemoveSkill(id: string): UseMutationResult<unknown, Error, string> {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: (skill: string) => api().call("removeSkill", { params: { id, skill } }),
    onSettled: refresh,
  });
}

function useRefresh(id: string): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [SKILLS, id] });
}
