/** Deletes an archived project. It asks once, because no project can be brought back. Its tasks stay. */
"use client";
import { useState } from "react";
import { toRefusal } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { useDeleteProject } from "./project-queries";
import type { Project } from "./project-state";

export function DeleteProject({ project, tasks }: { project: Project; tasks: number }) {
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteProject(project.id);
  const { title, text } = words.tasks.projects.remove;
  return (
    <>
      <Button
        size="s"
        kind="risk"
        aria-label={words.tasks.projects.deleteNamed(project.name)}
        onClick={() => setAsking(true)}
      >
        {words.common.delete}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={title}
          subject={project.name}
          text={text(tasks)}
          verb={words.common.delete}
          act={toRefusal(remove)}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
