/** A new task in one line: what, who, in which project, and whether the agent starts at once. */
"use client";
import type { FormEvent } from "react";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { useChecks } from "../../ui/field";
import { FormDialog } from "../../ui/form-dialog";
import { SelectField, TextArea, TextField } from "../../ui/text-field";
import { showToast } from "../../ui/toasts";
import type { TaskPriority } from "./board-state";
import { priorityOptions, useAssignees, useProjectChoices } from "./choices";
import { useCreateProject } from "./project-queries";
import { useCreateTask } from "./queries";

const NEW_PROJECT = "new";

interface Props {
  projectId: string;
  assignee: string;
  onClose: () => void;
  onAdded: (id: string) => void;
}

export function QuickAdd(props: Props) {
  const { fields, set, discard, wrong, isNew, error, isBusy, submit } = useNewTask(props);
  const assignees = useAssignees(words.tasks.add.noOne);
  const projects = useProjectChoices(words.tasks.noProject, fields.project);
  return (
    <FormDialog
      title={words.tasks.newTask}
      error={error}
      verb={words.tasks.add.submit}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={props.onClose}
      onDiscard={discard}
    >
      <TextField
        label={words.tasks.titleField}
        error={wrong.title}
        data-autofocus
        aria-required
        maxLength={500}
        value={fields.title}
        placeholder={words.tasks.add.what}
        onValue={set("title")}
      />
      <TextArea
        label={words.tasks.description}
        isOptional
        value={fields.description}
        placeholder={words.tasks.add.details}
        onValue={set("description")}
      />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label={words.tasks.assignee}
          options={assignees}
          value={fields.assignee}
          onValue={set("assignee")}
        />
        <SelectField
          label={words.tasks.project}
          options={[...projects, { value: NEW_PROJECT, name: words.tasks.add.newProject }]}
          value={fields.project}
          onValue={set("project")}
        />
      </div>
      {isNew && (
        <TextField
          label={words.tasks.add.projectName}
          error={wrong.name}
          aria-required
          maxLength={200}
          value={fields.name}
          onValue={set("name")}
        />
      )}
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label={words.tasks.priority}
          options={priorityOptions()}
          value={fields.priority}
          onValue={set("priority")}
        />
        <TextField label={words.tasks.dueOn} type="date" value={fields.dueOn} onValue={set("dueOn")} />
      </div>
      {fields.assignee !== "" && (
        <label className="flex min-h-8 items-center gap-2 text-13 max-md:min-h-11">
          <input type="checkbox" name="start" className="size-4 accent-n-10" />
          {words.tasks.add.startNow}
        </label>
      )}
    </FormDialog>
  );
}

/** What is typed, what is wrong with it, and what adds the task, with its project when that is new. */
function useNewTask({ projectId, assignee, onClose, onAdded }: Props) {
  const start = {
    title: "",
    description: "",
    assignee,
    project: projectId,
    name: "",
    priority: "none",
    dueOn: "",
  };
  const { edits, fields, edit, discard } = useEdits("new-task", start);
  const create = useCreateTask();
  const createProject = useCreateProject();
  const isNew = fields.project === NEW_PROJECT;
  const [wrong, check] = useChecks({
    title: fields.title.trim() === "" ? words.tasks.add.noTitle : undefined,
    name: isNew && fields.name.trim() === "" ? words.tasks.add.noName : undefined,
  });
  async function add(startsNow: boolean): Promise<void> {
    const { title, description, assignee, project, name, dueOn } = fields;
    const { task } = await create.mutateAsync({
      title: title.trim(),
      description: description.trim(),
      assignee,
      priority: fields.priority as TaskPriority,
      dueOn,
      projectId: isNew ? (await createProject.mutateAsync(name.trim())).project.id : project,
      status: startsNow && assignee !== "" ? "in_progress" : "todo",
    });
    discard();
    onClose();
    onAdded(task.id);
    showToast(words.tasks.add.done);
  }
  return {
    fields,
    set: (field: keyof typeof fields) => (value: string) => edit({ [field]: value }),
    discard: edits === undefined ? undefined : discard,
    wrong,
    isNew,
    error: create.error ?? createProject.error,
    isBusy: create.isPending || createProject.isPending,
    submit(event: FormEvent<HTMLFormElement>): void {
      if (!check(event)) return;
      // What went wrong stands in the form.
      add(new FormData(event.currentTarget).get("start") === "on").catch(() => undefined);
    },
  };
}
