/** The files of a task: lines of its description, as in a message. Whoever gets the task gets them with it. */
"use client";
import type { NamedFile } from "@tinyagi/contracts";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { showToast } from "../../ui/toasts";
import { AttachButton } from "../chat/attach-button";
import { MessageFiles, shownName, splitFiles } from "../chat/message-files";
import type { TaskDetail } from "./board-state";
import { type FilesChange, useAttach, useChangeFiles } from "./queries";

export function TaskFiles({ task }: { task: TaskDetail }) {
  const { files } = splitFiles(task.description);
  const change = useChangeFiles(task.id);
  const attach = useAttach(task.id);
  const say = words.tasks.files;
  const add = (list: Iterable<File>): void => attach.mutate([...list]);
  function remove(file: NamedFile): void {
    const without: FilesChange = (now) => now.filter(({ path }) => path !== file.path);
    const undo = (): Promise<unknown> => change.mutateAsync((now) => [...without(now), file]);
    change.mutate(without, {
      onSuccess: () => showToast(say.removed(oneLine(shownName(file), 60)), undefined, undo),
    });
  }
  const problem = attach.error ?? change.error;
  return (
    <section
      aria-label={say.title}
      className="grid gap-1"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        add(event.clipboardData.files);
      }}
    >
      <h3 className="flex items-center border-b border-n-4 text-12 font-semibold text-n-10">
        <span className="grow">{say.title}</span>
        <AttachButton onFiles={add} />
      </h3>
      {files.map((file) => (
        <div key={file.path} className="flex items-center gap-1">
          <MessageFiles files={[file]} />
          <Button
            size="icon"
            kind="bare"
            aria-label={say.remove(oneLine(shownName(file), 60))}
            disabled={change.isPending}
            onClick={() => remove(file)}
          >
            <Icon name="close" size={14} />
          </Button>
        </div>
      ))}
      <p role="status" className="text-12 text-n-7 empty:hidden">
        {attach.isPending ? say.sending : files.length === 0 ? say.none : ""}
      </p>
      {problem && (
        <p role="alert" className="text-12 text-failed">
          {toWords(problem)}
        </p>
      )}
    </section>
  );
}
