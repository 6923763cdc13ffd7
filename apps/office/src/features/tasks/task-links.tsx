/** The tasks that must be done before this one, and those that need it. */
"use client";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { useSettled } from "../../lib/use-settled";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { showToast } from "../../ui/toasts";
import type { TaskDetail } from "./board-state";
import { useChangeTask, useFoundTasks } from "./queries";

type Linked = TaskDetail["neededTasks"][number];

export function TaskLinks({ task }: { task: TaskDetail }) {
  const change = useChangeTask(task.id);
  const { neededTasks, neededBy } = task;
  const ids = neededTasks.map(({ id }) => id);
  const say = words.tasks.links;
  function remove({ id, identifier }: Linked): void {
    change.mutate(
      { needs: ids.filter((one) => one !== id) },
      {
        onSuccess: () =>
          showToast(say.removed(identifier), undefined, () => change.mutateAsync({ needs: ids })),
      },
    );
  }
  return (
    <section aria-label={say.title} className="grid gap-2">
      <h3 className="border-b border-n-4 pb-1.5 text-12 font-semibold text-n-10">{say.title}</h3>
      <ul className="empty:hidden">
        {neededTasks.map((one) => (
          <Row key={one.id} task={one}>
            <Button
              size="icon"
              kind="bare"
              aria-label={say.remove(one.identifier)}
              disabled={change.isPending}
              onClick={() => remove(one)}
            >
              <Icon name="close" size={14} />
            </Button>
          </Row>
        ))}
      </ul>
      <AddNeed
        task={task}
        isBusy={change.isPending}
        onAdd={(ref, done) => change.mutate({ needs: [...ids, ref] }, { onSuccess: done })}
      />
      {change.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(change.error)}
        </p>
      )}
      {neededBy.length > 0 && (
        <>
          <h4 className="mt-1 text-12 text-n-7">{say.neededBy}</h4>
          <ul>
            {neededBy.map((one) => (
              <Row key={one.id} task={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Row({ task, children }: { task: Linked; children?: ReactNode }) {
  const { id, identifier, title, status } = task;
  return (
    <li className="flex min-h-9 items-center gap-2 border-b border-n-3">
      {status === "done" && <StateMark state="done" dense />}
      <Link
        href={`/tasks?task=${encodeURIComponent(id)}`}
        className="flex min-w-0 grow items-baseline gap-2 hover:underline max-md:py-3"
      >
        <span className={`truncate ${status === "done" ? "text-n-7" : "text-n-10"}`}>
          {oneLine(title, 120)}
        </span>
        <code className="flex-none text-12 text-n-7">{identifier}</code>
      </Link>
      <span className="flex-none text-12 text-n-7">{words.tasks.columns[status]}</span>
      {children}
    </li>
  );
}

/** An identifier, or words of the title: the browser offers what matches. */
function AddNeed(props: {
  task: TaskDetail;
  isBusy: boolean;
  onAdd: (ref: string, done: () => void) => void;
}) {
  const { task, isBusy, onAdd } = props;
  const list = useId();
  const [text, setText] = useState("");
  const known = new Set([task.id, ...task.neededTasks.map(({ id }) => id)]);
  const found = (useFoundTasks(useSettled(text.trim())).data ?? []).filter(({ id }) => !known.has(id));
  const say = words.tasks.links;
  function submit(event: FormEvent): void {
    event.preventDefault();
    // Words that find one task mean it.
    const ref = found.length === 1 ? (found[0]?.identifier ?? text) : text;
    if (ref.trim() !== "") onAdd(ref.trim(), () => setText(""));
  }
  return (
    <form className="flex gap-2" onSubmit={submit}>
      <input
        aria-label={say.add}
        value={text}
        list={list}
        maxLength={200}
        autoComplete="off"
        placeholder={say.placeholder}
        onChange={({ target }) => setText(target.value)}
        className="h-8 min-w-0 grow rounded-s border border-n-5 bg-n-0 px-2.5 text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
      />
      <datalist id={list}>
        {found.map(({ id, identifier, title }) => (
          <option key={id} value={identifier}>
            {oneLine(title, 80)}
          </option>
        ))}
      </datalist>
      <Button type="submit" disabled={isBusy || text.trim() === ""}>
        {say.submit}
      </Button>
    </form>
  );
}
