/** Deletes a task. It asks once, because the comments cannot come back. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
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
        <Dialog label={words.tasks.remove.title} place="sheet" onClose={() => setAsking(false)}>
          <div className="grid gap-3 p-6">
            <h2 className="text-20 font-bold tracking-tight text-n-10">
              {words.tasks.remove.heading(task.identifier)}
            </h2>
            <p className="font-medium break-words text-n-10">{visible(task.title)}</p>
            <p className="text-13 text-n-7">{words.tasks.remove.text(task.commentCount)}</p>
            {remove.error && (
              <p role="alert" className="text-12 text-failed">
                {wordsOf(remove.error)}
              </p>
            )}
            <div className="mt-2 flex justify-end gap-2">
              <Button onClick={() => setAsking(false)}>{words.common.keepIt}</Button>
              <Button
                kind="risk"
                disabled={remove.isPending}
                onClick={() => remove.mutate(undefined, { onSuccess: onDeleted })}
              >
                {words.common.delete}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
