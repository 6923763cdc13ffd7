/** Changes the column, assignee, project, priority or day of a task in its pane. */
"use client";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api";
import { dateWords } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import type { TaskDetail } from "./board-state";
import { stopBegun } from "./move-queries";
import { refresh, type TaskChange } from "./queries";

type Field = "status" | "assignee" | "projectId" | "priority" | "dueOn";
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

function asBefore(task: TaskDetail, change: FieldChange): FieldChange {
  if (change.status !== undefined) return { status: task.status };
  if (change.assignee !== undefined) return { assignee: task.assignee };
  if (change.priority !== undefined) return { priority: task.priority };
  return change.dueOn === undefined ? { projectId: task.projectId ?? "" } : { dueOn: task.dueOn ?? "" };
}

function toText({ title }: TaskDetail, change: FieldChange): string {
  const { status, assignee, priority, dueOn } = change;
  const card = oneLine(title, 60);
  if (status !== undefined) return words.tasks.movedTo(card, words.tasks.columns[status]);
  if (priority !== undefined) return words.tasks.changedPriority(card, words.tasks.priorities[priority]);
  if (dueOn !== undefined)
    return words.tasks.changedDue(card, dueOn === "" ? "" : dateWords(dueOn, Date.now()));
  return words.tasks.changedLane[assignee === undefined ? "project" : "assignee"](card);
}
