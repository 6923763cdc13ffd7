/** Column, assignee and project of a task. A choice is saved at once; In progress hands the task over. */
"use client";
import type { ReactNode } from "react";
import { wordsOf } from "../../lib/api";
import { Select } from "../../ui/select";
import { STATUS_WORDS, STATUSES, type TaskDetail, type TaskStatus } from "./board-state";
import { useAssignees, useProjectChoices } from "./choices";
import { useChangeTask } from "./queries";

const COLUMNS = STATUSES.map((value) => ({ value, name: STATUS_WORDS[value] }));

export function TaskFields({ task }: { task: TaskDetail }) {
  const change = useChangeTask(task.id);
  const projectId = task.projectId ?? "";
  const known = useAssignees("No one");
  const assignees = known.some(({ value }) => value === task.assignee)
    ? known
    : [...known, { value: task.assignee, name: `${task.assignee} (deleted)` }];
  const projects = useProjectChoices("No project", projectId);
  return (
    <section aria-label="Fields" className="grid gap-1">
      <Field name="Column">
        <Select
          label="Column"
          options={COLUMNS}
          value={task.status}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ status: event.target.value as TaskStatus })}
        />
      </Field>
      <Field name="Assignee">
        <Select
          label="Assignee"
          options={assignees}
          value={task.assignee}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ assignee: event.target.value })}
        />
      </Field>
      <Field name="Project">
        <Select
          label="Project"
          options={projects}
          value={projectId}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ projectId: event.target.value })}
        />
      </Field>
      {task.status !== "in_progress" && (
        <p className="text-12 text-n-7">
          {task.assignee === ""
            ? "Choose an assignee, then move it to In progress."
            : "In progress starts the work."}
        </p>
      )}
      {change.error && (
        <p role="alert" className="text-12 text-failed">
          {wordsOf(change.error)}
        </p>
      )}
    </section>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[88px_minmax(0,1fr)] items-center gap-2">
      <span className="text-12 text-n-7" aria-hidden="true">
        {name}
      </span>
      {children}
    </div>
  );
}
