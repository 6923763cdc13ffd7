/** Title and description, which is Markdown that does nothing. Both are shown until someone edits them. Its files are shown apart. */
"use client";
import { type FormEvent, useState } from "react";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { forgetSaved } from "../../lib/kept";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Markdown } from "../../ui/markdown";
import { splitFiles } from "../chat/message-files";
import type { TaskDetail } from "./board-state";
import { describedWith, useChangeTask } from "./queries";

const FIELD =
  "w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16";

export function TaskText({ task }: { task: TaskDetail }) {
  const change = useChangeTask(task.id);
  const { text, files } = splitFiles(task.description);
  const name = `${task.id}/text`;
  const { edits, fields, edit, discard } = useEdits(name, { title: task.title, description: text });
  const [isOpen, setOpen] = useState(false);
  // What was begun before another card was opened goes on here.
  const isEditing = isOpen || edits !== undefined;
  function type(change: NonNullable<typeof edits>): void {
    // The form stays, also when all is as it was before.
    setOpen(true);
    edit(change);
  }
  if (!isEditing) return <ShownText title={task.title} text={text} onEdit={() => setOpen(true)} />;
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (edits === undefined) {
      setOpen(false);
      return;
    }
    const { description } = edits;
    const title = edits.title?.trim();
    if (title === "") return;
    const body = {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description: describedWith(description, files) }),
    };
    forgetSaved(name, change.mutateAsync(body)).then(
      () => setOpen(false),
      // Why not stands in the form.
      () => undefined,
    );
  }
  return (
    <form className="grid gap-2" onSubmit={submit}>
      <input
        required
        maxLength={500}
        aria-label={words.tasks.titleField}
        value={fields.title}
        onChange={({ target }) => type({ title: target.value })}
        className={FIELD}
      />
      <textarea
        rows={8}
        aria-label={words.tasks.description}
        value={fields.description}
        onChange={({ target }) => type({ description: target.value })}
        className={FIELD}
      />
      {change.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(change.error)}
        </p>
      )}
      <div className="flex gap-2">
        <Button size="s" type="submit" disabled={change.isPending}>
          {words.common.save}
        </Button>
        <Button
          size="s"
          kind="bare"
          onClick={() => {
            setOpen(false);
            discard();
          }}
        >
          {words.common.cancel}
        </Button>
      </div>
    </form>
  );
}

function ShownText({ title, text, onEdit }: { title: string; text: string; onEdit: () => void }) {
  return (
    <section aria-label={words.tasks.text} className="grid gap-2">
      <h3 className="text-16 font-bold tracking-tight text-pretty break-words text-n-10">{visible(title)}</h3>
      {text !== "" && <Markdown text={text} />}
      <div>
        <Button size="s" onClick={onEdit}>
          {text === "" ? words.tasks.addDescription : words.common.edit}
        </Button>
      </div>
    </section>
  );
}
