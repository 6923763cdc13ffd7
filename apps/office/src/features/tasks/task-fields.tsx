/** Column, assignee, project, priority and day of a task. A choice is saved at once; In progress hands the task over. */
"use client";
import type { ReactNode } from "react";
import { toWords } from "../../lib/api";
import { words } from "../../locale/words";
import { Select } from "../../ui/select";
import { STATUSES, type TaskDetail, type TaskPriority, type TaskStatus } from "./board-state";
import { useChooseRepository } from "./change-queries";
import { priorityOptions, useAssignees, useProjectChoices } from "./choices";
import { DayInput } from "./day-input";
import { useChangeField } from "./field-queries";

export function TaskFields({ task }: { task: TaskDetail }) {
  const change = useChangeField(task);
  const projectId = task.projectId ?? "";
  const known = useAssignees(words.tasks.noOne);
  const assignees = known.some(({ value }) => value === task.assignee)
    ? known
    : [...known, { value: task.assignee, name: words.tasks.deleted(task.assignee) }];
  const projects = useProjectChoices(words.tasks.noProject, projectId);
  return (
    <section aria-label={words.tasks.fields} className="grid gap-1">
      <Field name={words.tasks.column}>
        <Select
          label={words.tasks.column}
          options={STATUSES.map((value) => ({ value, name: words.tasks.columns[value] }))}
          value={task.status}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ status: event.target.value as TaskStatus })}
        />
      </Field>
      <Field name={words.tasks.assignee}>
        <Select
          label={words.tasks.assignee}
          options={assignees}
          value={task.assignee}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ assignee: event.target.value })}
        />
      </Field>
      <Field name={words.tasks.project}>
        <Select
          label={words.tasks.project}
          options={projects}
          value={projectId}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ projectId: event.target.value })}
        />
      </Field>
      <Field name={words.tasks.priority}>
        <Select
          label={words.tasks.priority}
          options={priorityOptions()}
          value={task.priority}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ priority: event.target.value as TaskPriority })}
        />
      </Field>
      <Field name={words.tasks.dueOn}>
        <DayInput
          label={words.tasks.dueOn}
          value={task.dueOn ?? ""}
          disabled={change.isPending}
          onDay={(dueOn) => change.mutate({ dueOn })}
        />
      </Field>
      {(task.repositories.length > 0 || task.branch !== null) && <Repository task={task} />}
      {task.status !== "in_progress" && (
        <p className="text-12 text-n-7">
          {task.assignee === "" ? words.tasks.toStart.unassigned : words.tasks.toStart.assigned}
        </p>
      )}
      {change.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(change.error)}
        </p>
      )}
    </section>
  );
}

/** Once an agent began, its branch belongs to that repository. */
function Repository({ task }: { task: TaskDetail }) {
  const choose = useChooseRepository(task.id);
  const chosen = task.branch?.repository ?? "";
  const ids =
    task.repositories.includes(chosen) || chosen === "" ? task.repositories : [...task.repositories, chosen];
  return (
    <>
      <Field name={words.tasks.changes.repository}>
        <Select
          label={words.tasks.changes.repository}
          options={[
            { value: "", name: words.tasks.changes.noRepository },
            ...ids.map((value) => ({ value, name: value })),
          ]}
          value={chosen}
          disabled={choose.isPending || task.branch?.state === "working"}
          onChange={(event) => choose.mutate(event.target.value)}
        />
      </Field>
      {choose.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(choose.error)}
        </p>
      )}
    </>
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
