/** Projects: reading and changing. A change is shown at once and can be taken back; a refused one is put back and said. */
"use client";
import {
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, toWords } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import { type Project, type ProjectTotals, sumTotals } from "./project-state";

/** What the page changes of a project. */
export type ProjectChange = Partial<Pick<Project, "name" | "status">>;

export function useProjects(): UseQueryResult<Project[]> {
  return useQuery({
    queryKey: KEYS.projects,
    queryFn: ({ signal }) => api().call("listProjects", { query: { limit: 1_000 }, signal }),
  });
}

/** How many tasks each project has, from the lanes of the board. */
export function useProjectTotals(): UseQueryResult<ProjectTotals> {
  return useQuery({
    queryKey: [...KEYS.board, "totals"],
    queryFn: async ({ signal }) =>
      sumTotals(await api().call("getBoard", { query: { lanes: "project", limit: 1 }, signal })),
  });
}

export function useCreateProject(): UseMutationResult<{ project: Project }, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api().call("createProject", { body: { name } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.projects }),
  });
}

/** @param said what the line with Undo says */
export function useChangeProject(
  project: Project,
  said: (change: ProjectChange) => string,
): UseMutationResult<unknown, Error, ProjectChange, { before: ProjectChange; text: string }> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProjectChange) => change(project.id, body),
    onMutate: async (body) => {
      // Taken now: when the answer comes, the page shows the project as it is after the change.
      const before: ProjectChange = {
        ...(body.name === undefined ? {} : { name: project.name }),
        ...(body.status === undefined ? {} : { status: project.status }),
      };
      const text = said(body);
      await queries.cancelQueries({ queryKey: KEYS.projects });
      show(queries, project.id, body);
      return { before, text };
    },
    onSuccess: (_answer, _body, { before, text }) => {
      showToast(text, undefined, () => {
        show(queries, project.id, before);
        change(project.id, before)
          .catch((error: unknown) => showToast(words.tasks.projects.notChanged(toWords(error))))
          .finally(() => refreshProjects(queries));
      });
    },
    onSettled: () => refreshProjects(queries),
  });
}

/** Deletes a project. It asks before, because no project can be brought back. */
export function useDeleteProject(id: string): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("deleteProject", { params: { id } }),
    onSettled: () => {
      refreshProjects(queries);
      void queries.invalidateQueries({ queryKey: KEYS.task });
    },
  });
}

function change(id: string, body: ProjectChange): Promise<unknown> {
  return api().call("updateProject", { params: { id }, body });
}

function show(queries: QueryClient, id: string, body: ProjectChange): void {
  queries.setQueryData<Project[]>(KEYS.projects, (all) =>
    all?.map((one) => (one.id === id ? { ...one, ...body } : one)),
  );
}

function refreshProjects(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: KEYS.projects });
  void queries.invalidateQueries({ queryKey: KEYS.board });
}
