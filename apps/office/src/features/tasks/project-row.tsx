/** One project: its name and how many tasks it has, with what a person does with it. */
"use client";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { DeleteProject } from "./delete-project";
import { type ProjectChange, useChangeProject } from "./project-queries";
import type { Project } from "./project-state";

/** Longest name that the daemon takes. */
export const NAME_MAX = 200;
export const NAME_FIELD =
  "h-8 w-full min-w-0 rounded-s border border-n-5 bg-n-0 px-2.5 text-13 text-n-9 placeholder:text-n-7 max-md:h-11 max-md:text-16";

/** @param tasks undefined while they are being counted */
export function ProjectRow({ project, tasks }: { project: Project; tasks: number | undefined }) {
  const { id, name, prefix, status } = project;
  const [isRenaming, setRenaming] = useState(false);
  const again = useRef<HTMLButtonElement>(null);
  const change = useChangeProject(project, ({ name: next }) =>
    next === undefined
      ? words.tasks.projects.changed[status](short(name))
      : words.tasks.projects.renamed(short(next)),
  );
  function rename(next: string | undefined): void {
    // The button is there again before it gets the focus.
    flushSync(() => setRenaming(false));
    again.current?.focus();
    if (next !== undefined && next !== "" && next !== name) change.mutate({ name: next });
  }
  const isActive = status === "active";
  return (
    <li className="grid gap-1.5 border-b border-n-3 py-2">
      {isRenaming ? (
        <Rename name={name} onDone={rename} />
      ) : (
        <p className="flex min-w-0 items-baseline gap-2">
          <span className="flex-none font-mono text-11 text-n-7">{prefix}</span>
          <Link
            href={`/tasks?project=${encodeURIComponent(id)}&projects=1`}
            className="min-w-0 font-medium break-words text-n-10 hover:underline max-md:min-h-11 max-md:py-3"
          >
            {oneLine(name, NAME_MAX)}
          </Link>
          <span className="ml-auto flex-none text-12 text-n-7">
            {tasks !== undefined && words.tasks.projects.tasks(tasks)}
          </span>
        </p>
      )}
      <p className={`flex flex-wrap gap-1.5 ${isRenaming ? "hidden" : ""}`}>
        <Button
          ref={again}
          size="s"
          aria-label={words.tasks.projects.renameNamed(short(name))}
          onClick={() => setRenaming(true)}
        >
          {words.tasks.projects.rename}
        </Button>
        <Button
          size="s"
          aria-label={words.tasks.projects[isActive ? "archiveNamed" : "restoreNamed"](short(name))}
          disabled={change.isPending}
          onClick={() => change.mutate({ status: isActive ? "archived" : "active" } satisfies ProjectChange)}
        >
          {isActive ? words.tasks.projects.archive : words.tasks.projects.restore}
        </Button>
        {!isActive && <DeleteProject project={project} tasks={tasks ?? 0} />}
      </p>
      {change.error && (
        <p role="alert" className="text-12 text-failed">
          {words.tasks.projects.notChanged(toWords(change.error))}
        </p>
      )}
    </li>
  );
}

function short(name: string): string {
  return oneLine(name, 40);
}

function Rename(props: { name: string; onDone: (name: string | undefined) => void }) {
  const { name, onDone } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.select();
  }, []);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onDone(field.current?.value.trim());
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    // Neither the pane nor the sheet closes.
    event.preventDefault();
    event.stopPropagation();
    onDone(undefined);
  }
  return (
    <form onSubmit={submit} className="flex gap-1.5">
      <input
        ref={field}
        required
        maxLength={NAME_MAX}
        defaultValue={name}
        autoComplete="off"
        aria-label={words.tasks.add.projectName}
        onKeyDown={onKeyDown}
        className={NAME_FIELD}
      />
      <Button type="submit">{words.common.save}</Button>
      <Button kind="bare" onClick={() => onDone(undefined)}>
        {words.common.cancel}
      </Button>
    </form>
  );
}
