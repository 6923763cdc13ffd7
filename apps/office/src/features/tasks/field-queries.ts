/** Changes the column, assignee or project of a task in its pane. */
"use client";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import type { TaskDetail } from "./board-state";
import { stopBegun } from "./move-queries";
import { refresh, type TaskChange } from "./queries";

type Field = "status" | "assignee" | "projectId";
export type FieldChange = Pick<TaskChange, Field>;

/** Undo puts the field back, and stops the agent when the change had started one. */
export function useChangeField(task: TaskDetail): UseMutationResult<unknown, Error, FieldChange> {
  const queries = useQueryClient();
  const params = { id: task.id };
  const takeBack = async (change: FieldChange): Promise<void> => {
    try {
      await stopBegun(task);
      await api().call("updateTask", { params, body: asBefore(task, change) });
    } finally {
      refresh(queries);
    }
  };
  return useMutation({
    mutationFn: (body: FieldChange) => api().call("updateTask", { params, body }),
    onSuccess: (_answer, change) => showToast(toText(task, change), undefined, () => takeBack(change)),
    onSettled: () => refresh(queries),
  });
}

function asBefore({ status, assignee, projectId }: TaskDetail, change: FieldChange): FieldChange {
  if (change.status !== undefined) return { status };
  return change.assignee === undefined ? { projectId: projectId ?? "" } : { assignee };
}

function toText({ title }: TaskDetail, { status, assignee }: FieldChange): string {
  const card = oneLine(title, 60);
  if (status !== undefined) return words.tasks.movedTo(card, words.tasks.columns[status]);
  return words.tasks.changedLane[assignee === undefined ? "project" : "assignee"](card);
}
