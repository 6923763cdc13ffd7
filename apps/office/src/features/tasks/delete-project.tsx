/** Deletes an archived project. It asks once, because no project can be brought back. Its tasks stay. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
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
        <Dialog label={title} place="sheet" onClose={() => setAsking(false)}>
          <div className="grid gap-3 p-6">
            <h2 className="text-20 font-bold tracking-tight text-n-10">{title}</h2>
            <p className="font-medium break-words text-n-10">{visible(project.name)}</p>
            <p className="text-13 text-n-7">{text(tasks)}</p>
            {remove.error && (
              <p role="alert" className="text-12 text-failed">
                {wordsOf(remove.error)}
              </p>
            )}
            <div className="mt-2 flex justify-end gap-2">
              <Button onClick={() => setAsking(false)}>{words.common.keepIt}</Button>
              <Button kind="risk" disabled={remove.isPending} onClick={() => remove.mutate()}>
                {words.common.delete}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
