/** All projects beside the board: add, rename, archive, restore, delete. The address says that it is open. */
"use client";
import type { FormEvent } from "react";
import { toWords } from "../../lib/api";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Inspector } from "../../ui/inspector";
import { Reading, Region } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { useCreateProject, useProjects, useProjectTotals } from "./project-queries";
import { NAME_FIELD, NAME_MAX, ProjectRow } from "./project-row";
import { type Project, projectGroups } from "./project-state";

export function ProjectsPane({ onClose }: { onClose: () => void }) {
  const projects = useProjects();
  return (
    <Inspector label={words.tasks.projects.title} title={words.tasks.projects.title} onClose={onClose}>
      <Region name={words.tasks.projects.title}>
        <div className="grid gap-5 p-5 text-13">
          <AddProject />
          <Unread what={words.tasks.projects.title} of={[projects]} />
          {projects.data === undefined ? (
            projects.failureCount === 0 && <Reading />
          ) : (
            <Groups projects={projects.data} />
          )}
          <Terminal
            commands={[
              "tinyagi project list",
              "tinyagi project add '…'",
              `tinyagi project rename ${projects.data?.[0]?.prefix ?? "WEB"} '…'`,
              `tinyagi project archive ${projects.data?.[0]?.prefix ?? "WEB"}`,
              `tinyagi project unarchive ${projects.data?.[0]?.prefix ?? "WEB"}`,
              `tinyagi project delete ${projects.data?.[0]?.prefix ?? "WEB"}`,
            ]}
          />
        </div>
      </Region>
    </Inspector>
  );
}

function Groups({ projects }: { projects: readonly Project[] }) {
  const totals = useProjectTotals().data;
  const { active, archived } = projectGroups(projects);
  const rows = (list: readonly Project[]) =>
    list.map((project) => (
      <ProjectRow
        key={project.id}
        project={project}
        tasks={totals === undefined ? undefined : (totals.get(project.id) ?? 0)}
      />
    ));
  return (
    <>
      <section aria-label={words.tasks.projects.active}>
        {active.length === 0 ? (
          <p className="text-n-7">{words.tasks.projects.none}</p>
        ) : (
          <ul className="border-t border-n-3">{rows(active)}</ul>
        )}
      </section>
      {archived.length > 0 && (
        <section aria-label={words.tasks.projects.archived}>
          <h3 className="pb-1.5 text-12 font-semibold text-n-10">{words.tasks.projects.archived}</h3>
          <p className="pb-2 text-12 text-n-7">{words.tasks.projects.archivedText}</p>
          <ul className="border-t border-n-3">{rows(archived)}</ul>
        </section>
      )}
    </>
  );
}

function AddProject() {
  const create = useCreateProject();
  const [name = "", setName] = useStored<string>("new-project");
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (name.trim() !== "") create.mutate(name.trim(), { onSuccess: () => setName(undefined) });
  }
  return (
    <form onSubmit={submit} className="grid gap-1.5">
      <div className="flex gap-1.5">
        <input
          value={name}
          onChange={({ target }) => setName(target.value || undefined)}
          required
          maxLength={NAME_MAX}
          autoComplete="off"
          aria-label={words.tasks.projects.newName}
          placeholder={words.tasks.projects.newName}
          className={NAME_FIELD}
        />
        <Button type="submit" disabled={create.isPending}>
          {words.tasks.projects.add}
        </Button>
      </div>
      {create.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(create.error)}
        </p>
      )}
    </form>
  );
}
