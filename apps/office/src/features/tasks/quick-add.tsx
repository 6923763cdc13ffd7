/** A new task in one line: what, who, in which project, and whether the agent starts at once. */
"use client";
import { type FormEvent, useState } from "react";
import { words } from "../../locale/words";
import { useChecks } from "../../ui/field";
import { FormDialog } from "../../ui/form-dialog";
import { SelectField, TextArea, TextField } from "../../ui/text-field";
import { showToast } from "../../ui/toasts";
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
  const [description, setDescription] = useState("");
  const [name, setName] = useState("");
  const isNew = project === NEW_PROJECT;
  const [wrong, check] = useChecks({
    title: title.trim() === "" ? words.tasks.add.noTitle : undefined,
    name: isNew && name.trim() === "" ? words.tasks.add.noName : undefined,
  });
  const create = useCreateTask();
  const createProject = useCreateProject();

  async function add(form: FormData): Promise<void> {
    const projectId = isNew ? (await createProject.mutateAsync(name.trim())).project.id : project;
    const { task } = await create.mutateAsync({
      title: title.trim(),
      description: description.trim(),
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
    <FormDialog
      title={words.tasks.newTask}
      error={create.error ?? createProject.error}
      verb={words.tasks.add.submit}
      isBusy={create.isPending || createProject.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={words.tasks.titleField}
        error={wrong.title}
        data-autofocus
        aria-required
        maxLength={500}
        value={title}
        placeholder={words.tasks.add.what}
        onValue={setTitle}
      />
      <TextArea
        label={words.tasks.description}
        isOptional
        value={description}
        placeholder={words.tasks.add.details}
        onValue={setDescription}
      />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label={words.tasks.assignee}
          options={assignees}
          value={assignee}
          onValue={setAssignee}
        />
        <SelectField
          label={words.tasks.project}
          options={[...projects, { value: NEW_PROJECT, name: words.tasks.add.newProject }]}
          value={project}
          onValue={setProject}
        />
      </div>
      {isNew && (
        <TextField
          label={words.tasks.add.projectName}
          error={wrong.name}
          aria-required
          maxLength={200}
          value={name}
          onValue={setName}
        />
      )}
      {assignee !== "" && (
        <label className="flex min-h-8 items-center gap-2 text-13 max-md:min-h-11">
          <input type="checkbox" name="start" className="size-4 accent-n-10" />
          {words.tasks.add.startNow}
        </label>
      )}
    </FormDialog>
  );
}
