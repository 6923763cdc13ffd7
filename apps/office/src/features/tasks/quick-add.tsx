/** A new task in one line: what, who, in which project, and whether the agent starts at once. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/select";
import { showToast } from "../../ui/toast";
import { useAssignees, useProjectChoices } from "./choices";
import { useCreateProject } from "./project-queries";
import { useCreateTask } from "./queries";

const NEW_PROJECT = "new";
const FIELD =
  "w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16";

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
  const create = useCreateTask();
  const createProject = useCreateProject();
  const error = create.error ?? createProject.error;

  async function add(form: FormData): Promise<void> {
    const text = (name: string): string => String(form.get(name) ?? "").trim();
    if (text("title") === "") return;
    const isNew = project === NEW_PROJECT;
    const projectId = isNew ? (await createProject.mutateAsync(text("project"))).project.id : project;
    const { task } = await create.mutateAsync({
      title: text("title"),
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
    event.preventDefault();
    // What went wrong stands in the form.
    add(new FormData(event.currentTarget)).catch(() => undefined);
  }
  return (
    <Dialog label={words.tasks.newTask} place="sheet" onClose={onClose}>
      <form className="grid gap-3 overflow-auto p-6" onSubmit={submit}>
        <h2 className="text-20 font-bold tracking-tight text-n-10">{words.tasks.newTask}</h2>
        <input
          autoFocus
          name="title"
          required
          maxLength={500}
          autoComplete="off"
          aria-label={words.tasks.titleField}
          placeholder={words.tasks.add.what}
          className={FIELD}
        />
        <textarea
          name="description"
          rows={4}
          aria-label={words.tasks.description}
          placeholder={words.tasks.add.details}
          className={FIELD}
        />
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={words.tasks.assignee}
            options={assignees}
            value={assignee}
            onChange={(event) => setAssignee(event.target.value)}
          />
          <Select
            label={words.tasks.project}
            options={[...projects, { value: NEW_PROJECT, name: words.tasks.add.newProject }]}
            value={project}
            onChange={(event) => setProject(event.target.value)}
          />
        </div>
        {project === NEW_PROJECT && (
          <input
            name="project"
            required
            maxLength={200}
            autoComplete="off"
            aria-label={words.tasks.add.projectName}
            placeholder={words.tasks.add.projectName}
            className={FIELD}
          />
        )}
        {assignee !== "" && (
          <label className="flex min-h-8 items-center gap-2 text-13 max-md:min-h-11">
            <input type="checkbox" name="start" className="size-4 accent-n-10" />
            {words.tasks.add.startNow}
          </label>
        )}
        {error && (
          <p role="alert" className="text-12 text-failed">
            {wordsOf(error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={create.isPending || createProject.isPending}>
            {words.tasks.add.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
