/** Deletes a task. It asks once, because the comments cannot come back. */
"use client";
import { useState } from "react";
import { toRefusal } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import type { TaskDetail } from "./board-state";
import { useDeleteTask } from "./queries";

export function DeleteTask({ task, onDeleted }: { task: TaskDetail; onDeleted: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteTask(task.id);
  return (
    <>
      <Button size="s" kind="bare" onClick={() => setAsking(true)}>
        {words.common.delete}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={words.tasks.remove.title(task.identifier)}
          subject={task.title}
          text={words.tasks.remove.text(task.commentCount)}
          verb={words.common.delete}
          commands={[`tinyagi task delete ${task.identifier} --yes`]}
          act={toRefusal(remove)}
          onConfirm={() => remove.mutate(undefined, { onSuccess: onDeleted })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
