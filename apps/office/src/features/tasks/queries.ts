/** Reading and changing the board. A move is shown at once; what the daemon refuses is put back and said. */
"use client";
import {
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { fileLine, type NamedFile, type RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { splitFiles } from "../chat/message-files";
import { storeFile } from "../chat/queries";
import type { Board, TaskDetail, TaskPriority, TaskStatus } from "./board-state";
import type { LaneKind } from "./lanes";

export type Comment = RouteOutput<"listComments">[number];

/** Tasks that are offered while someone types. */
const FOUND_SHOWN = 8;

export interface BoardFilter {
  projectId: string;
  assignee: string;
  /** Words to look for; empty for all tasks. */
  text: string;
  lanes: LaneKind | undefined;
  /** Cards of each column, or of each column of each lane. */
  limit: number;
}

/** All that is shown as cards. What else is counted of the board, such as the totals of projects, has no cards to move. */
export const CARDS = [...KEYS.board, "cards"] as const;

export function useBoard(filter: BoardFilter): UseQueryResult<Board> {
  return useQuery({
    queryKey: [...CARDS, filter],
    queryFn: ({ signal }) => api().call("getBoard", { query: filter, signal }),
    // Another filter keeps the cards until its own arrive: the page never blinks.
    placeholderData: (previous) => previous,
  });
}

export function useTask(id: string): UseQueryResult<TaskDetail> {
  return useQuery({
    queryKey: [...KEYS.task, id],
    queryFn: ({ signal }) => api().call("getTask", { params: { id }, signal }),
  });
}

/** The first tasks with these words. Nothing is asked for without any. */
export function useFoundTasks(text: string): UseQueryResult<RouteOutput<"listTasks">> {
  return useQuery({
    queryKey: [...KEYS.task, "found", text],
    queryFn: ({ signal }) => api().call("listTasks", { query: { text, limit: FOUND_SHOWN }, signal }),
    enabled: text !== "",
  });
}

export function useComments(id: string): UseQueryResult<Comment[]> {
  return useQuery({
    queryKey: [...KEYS.task, id, "comments"],
    queryFn: ({ signal }) => api().call("listComments", { params: { id }, query: { limit: 200 }, signal }),
  });
}

/** Fields that the page changes. */
export interface TaskChange {
  title?: string;
  description?: string;
  status?: TaskStatus;
  assignee?: string;
  projectId?: string;
  priority?: TaskPriority;
  /** Empty for no day. */
  dueOn?: string;
  /** Ids or identifiers of all tasks that must be done first. */
  needs?: string[];
}

export function useChangeTask(id: string): UseMutationResult<unknown, Error, TaskChange> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: TaskChange) => api().call("updateTask", { params: { id }, body }),
    onSuccess: () => refresh(queries),
  });
}

/** Changes the files of a task, whatever else its description says by now. */
export function useChangeFiles(id: string): UseMutationResult<unknown, Error, FilesChange> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: FilesChange) => changeFiles(id, change),
    onSuccess: () => refresh(queries),
  });
}

export type FilesChange = (files: readonly NamedFile[]) => readonly NamedFile[];

async function changeFiles(id: string, change: FilesChange): Promise<unknown> {
  const params = { id };
  const { text, files } = splitFiles((await api().call("getTask", { params })).description);
  const description = describedWith(text, change(files));
  return api().call("updateTask", { params, body: { description } });
}

/** A description with the lines that name its files. */
export function describedWith(text: string, files: readonly NamedFile[]): string {
  return [...(text === "" ? [] : [text]), ...files.map(fileLine)].join("\n");
}

/** Stores files, and adds them to a task. */
export function useAttach(id: string): UseMutationResult<unknown, Error, readonly File[]> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (list: readonly File[]) => {
      const stored = await Promise.all(
        list.map(async (file) => ({ path: await storeFile(file), name: file.name })),
      );
      return changeFiles(id, (files) => [...files, ...stored]);
    },
    onSuccess: () => refresh(queries),
  });
}

/** Sends a task to its assignee again, as `tinyagi task send` does. */
export function useSendAgain(id: string): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const params = { id };
      await api().call("updateTask", { params, body: { status: "todo" } });
      return api().call("updateTask", { params, body: { status: "in_progress" } });
    },
    onSettled: () => refresh(queries),
  });
}

export interface NewTask extends TaskChange {
  title: string;
}

export function useCreateTask(): UseMutationResult<{ task: { id: string } }, Error, NewTask> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewTask) => api().call("createTask", { body }),
    onSuccess: () => refresh(queries),
  });
}

export function useComment(id: string): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (content: string) => api().call("createComment", { params: { id }, body: { content } }),
    onSuccess: () => refresh(queries),
  });
}

/** Deletes a task with its comments. It asks before, because the comments cannot come back. */
export function useDeleteTask(id: string): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("deleteTask", { params: { id } }),
    onSuccess: () => refresh(queries),
  });
}

/** What is shown of tasks is old. */
export function refresh(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: KEYS.board });
  void queries.invalidateQueries({ queryKey: KEYS.task });
}
