/** Title and description, which is Markdown that does nothing. Both are shown until someone edits them. Its files are shown apart. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Markdown } from "../../ui/markdown";
import { splitFiles } from "../chat/message-files";
import type { TaskDetail } from "./board-state";
import { describedWith, useChangeTask } from "./queries";

const FIELD =
  "w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16";

export function TaskText({ task }: { task: TaskDetail }) {
  const [isEditing, setEditing] = useState(false);
  const change = useChangeTask(task.id);
  const { text, files } = splitFiles(task.description);
  if (!isEditing)
    return (
      <section aria-label={words.tasks.text} className="grid gap-2">
        <h3 className="text-16 font-bold tracking-tight text-pretty break-words text-n-10">
          {visible(task.title)}
        </h3>
        {text !== "" && <Markdown text={text} />}
        <div>
          <Button size="s" onClick={() => setEditing(true)}>
            {text === "" ? words.tasks.addDescription : words.common.edit}
          </Button>
        </div>
      </section>
    );
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const title = String(form.get("title") ?? "").trim();
    if (title === "") return;
    change.mutate(
      { title, description: describedWith(String(form.get("description") ?? ""), files) },
      { onSuccess: () => setEditing(false) },
    );
  }
  return (
    <form className="grid gap-2" onSubmit={submit}>
      <input
        name="title"
        required
        maxLength={500}
        aria-label={words.tasks.titleField}
        defaultValue={task.title}
        className={FIELD}
      />
      <textarea
        name="description"
        rows={8}
        aria-label={words.tasks.description}
        defaultValue={text}
        className={FIELD}
      />
      {change.error && (
        <p role="alert" className="text-12 text-failed">
          {wordsOf(change.error)}
        </p>
      )}
      <div className="flex gap-2">
        <Button size="s" type="submit" disabled={change.isPending}>
          {words.common.save}
        </Button>
        <Button size="s" kind="bare" onClick={() => setEditing(false)}>
          {words.common.cancel}
        </Button>
      </div>
    </form>
  );
}
