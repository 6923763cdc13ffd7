/** A new task in one line: what, who, in which project, and whether the agent starts at once. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FIELD, Field, useChecks, Wrong } from "../../ui/field";
import { Select } from "../../ui/select";
import { showToast } from "../../ui/toast";
import { useAssignees, useProjectChoices } from "./choices";
import { useCreateProject } from "./project-queries";
import { useCreateTask } from "./queries";

const NEW_PROJECT = "new";

interface Props {
  projectId: string;
  assignee: string;
  onClose: () => void;
  onAdded: (id: string) => void;
}

export function QuickAdd({ onClose, onAdded, ...start }: Props) {
  const [assignee, setAssignee] = useState(start.assignee);
  const [project, setProject] = useState(start.projectId);
  const assignees = useAssignees(words.tasks.add.noOne);
  const projects = useProjectChoices(words.tasks.noProject, project);
  const [title, setTitle] = useState("");
  const [name, setName] = useState("");
  const isNew = project === NEW_PROJECT;
  const [wrong, check] = useChecks({
    title: title.trim() === "" ? words.tasks.add.noTitle : undefined,
    name: isNew && name.trim() === "" ? words.tasks.add.noName : undefined,
  });
  const create = useCreateTask();
  const createProject = useCreateProject();
  const error = create.error ?? createProject.error;

  async function add(form: FormData): Promise<void> {
    const text = (name: string): string => String(form.get(name) ?? "").trim();
    const projectId = isNew ? (await createProject.mutateAsync(name.trim())).project.id : project;
    const { task } = await create.mutateAsync({
      title: title.trim(),
      description: text("description"),
      assignee,
      projectId,
      status: form.get("start") === "on" && assignee !== "" ? "in_progress" : "todo",
    });
    onClose();
    onAdded(task.id);
    showToast(words.tasks.add.done);
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    if (!check(event)) return;
    // What went wrong stands in the form.
    add(new FormData(event.currentTarget)).catch(() => undefined);
  }
  return (
    <Dialog label={words.tasks.newTask} place="sheet" onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6"
        noValidate
        onSubmit={submit}
      >
        <h2 className="text-20 font-bold tracking-tight text-n-10">{words.tasks.newTask}</h2>
        <Field label={words.tasks.titleField} error={wrong.title}>
          {(marks) => (
            <input
              {...marks}
              data-autofocus
              aria-required
              maxLength={500}
              autoComplete="off"
              value={title}
              placeholder={words.tasks.add.what}
              onChange={({ target }) => setTitle(target.value)}
              className={FIELD}
            />
          )}
        </Field>
        <Field label={words.tasks.description} isOptional>
          {(marks) => (
            <textarea
              {...marks}
              name="description"
              rows={4}
              placeholder={words.tasks.add.details}
              className={FIELD}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label={words.tasks.assignee}>
            {(marks) => (
              <Select
                {...marks}
                label={words.tasks.assignee}
                options={assignees}
                value={assignee}
                onChange={(event) => setAssignee(event.target.value)}
              />
            )}
          </Field>
          <Field label={words.tasks.project}>
            {(marks) => (
              <Select
                {...marks}
                label={words.tasks.project}
                options={[...projects, { value: NEW_PROJECT, name: words.tasks.add.newProject }]}
                value={project}
                onChange={(event) => setProject(event.target.value)}
              />
            )}
          </Field>
        </div>
        {isNew && (
          <Field label={words.tasks.add.projectName} error={wrong.name}>
            {(marks) => (
              <input
                {...marks}
                aria-required
                maxLength={200}
                autoComplete="off"
                value={name}
                onChange={({ target }) => setName(target.value)}
                className={FIELD}
              />
            )}
          </Field>
        )}
        {assignee !== "" && (
          <label className="flex min-h-8 items-center gap-2 text-13 max-md:min-h-11">
            <input type="checkbox" name="start" className="size-4 accent-n-10" />
            {words.tasks.add.startNow}
          </label>
        )}
        {error && <Wrong>{wordsOf(error)}</Wrong>}
        <div className="sticky -bottom-6 -mx-6 -mb-6 flex justify-end gap-2 border-t border-n-3 bg-n-0 px-6 py-3">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={create.isPending || createProject.isPending}>
            {words.tasks.add.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
