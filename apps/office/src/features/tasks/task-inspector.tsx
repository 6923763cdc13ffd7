/** One task beside the board: its text, who has it, what happens now, comments, and every run with its cost. */
"use client";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Inspector } from "../../ui/inspector";
import { Region } from "../../ui/region";
import { TabPanel, Tabs } from "../../ui/tabs";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import type { TaskDetail } from "./board-state";
import { TaskComments } from "./comments";
import { DeleteTask } from "./delete-task";
import { useTask } from "./queries";
import { TaskChanges } from "./task-changes";
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

const TABS = ["task", "changes"] as const;

/** A task without a repository has no second part. */
function Body({ task, onClose }: { task: TaskDetail; onClose: () => void }) {
  const [tab, setTab] = useParam("part", "task");
  const current = tab === "changes" && task.branch !== null ? "changes" : "task";
  if (task.branch === null) return <Card task={task} onClose={onClose} />;
  return (
    <Tabs
      isDense
      label={words.tasks.thisTask}
      tabs={TABS.map((key) => ({ key, name: words.tasks.changes.tabs[key] }))}
      current={current}
      onCurrent={setTab}
    >
      <TabPanel current={current} isDense>
        {current === "changes" ? <TaskChanges task={task} /> : <Card task={task} onClose={onClose} />}
      </TabPanel>
    </Tabs>
  );
}

function Card({ task, onClose }: { task: TaskDetail; onClose: () => void }) {
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
              ...(task.branch === null
                ? [`tinyagi task repository ${identifier} …`]
                : [`tinyagi task diff ${identifier}`, `tinyagi task approve ${identifier}`]),
            ]}
          />
        </div>
        <DeleteTask task={task} onDeleted={onClose} />
      </footer>
    </div>
  );
}
