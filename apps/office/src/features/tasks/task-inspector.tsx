/** One task beside the board: its text, who has it, what happens now, comments, and every run with its cost. */
"use client";
import { words } from "../../locale/words";
import { Inspector } from "../../ui/inspector";
import { Region } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import type { TaskDetail } from "./board-state";
import { TaskComments } from "./comments";
import { DeleteTask } from "./delete-task";
import { useTask } from "./queries";
import { TaskFields } from "./task-fields";
import { TaskFiles } from "./task-files";
import { TaskLinks } from "./task-links";
import { TaskText } from "./task-text";
import { TaskWork } from "./task-work";

export function TaskInspector({ id, onClose }: { id: string; onClose: () => void }) {
  const task = useTask(id);
  return (
    <Inspector label={words.tasks.task} title={task.data?.identifier ?? words.tasks.task} onClose={onClose}>
      <Unread what={words.tasks.thisTask} of={[task]} />
      {task.data === undefined ? (
        <p className="sr-only">{words.common.reading}</p>
      ) : (
        <Region name={words.tasks.thisTask}>
          <Body task={task.data} onClose={onClose} />
        </Region>
      )}
    </Inspector>
  );
}

function Body({ task, onClose }: { task: TaskDetail; onClose: () => void }) {
  const { id, identifier } = task;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5 text-13">
      <TaskText task={task} />
      <TaskFields task={task} />
      <TaskFiles task={task} />
      <TaskWork task={task} />
      <TaskLinks task={task} />
      <TaskComments taskId={id} />
      <footer className="flex items-start gap-2 border-t border-n-3 pt-4">
        <div className="grow">
          <Terminal
            commands={[
              `tinyagi task show ${identifier}`,
              `tinyagi task move ${identifier} ${task.status}`,
              `tinyagi task update ${identifier} --needs …`,
              `tinyagi task update ${identifier} --file …`,
              `tinyagi task comment ${identifier} '…'`,
            ]}
          />
        </div>
        <DeleteTask task={task} onDeleted={onClose} />
      </footer>
    </div>
  );
}
