/** What the agent of a task changed in its clone: files, comments on lines, and the approval of exactly what is shown. */
"use client";
import { isAppError } from "@tinyagi/contracts";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { forgetSaved } from "../../lib/kept";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Unread } from "../../ui/unread";
import type { TaskDetail } from "./board-state";
import {
  type Changes,
  type LineComment,
  type Review,
  useApprove,
  useChanges,
  useSendReview,
} from "./change-queries";
import { ChangedFileView } from "./changed-file";
import { TaskPull } from "./task-pull";

const EMPTY: Review = { text: "", comments: [] };

export function TaskChanges({ task }: { task: TaskDetail }) {
  const changes = useChanges(task.id);
  return (
    <section
      aria-label={words.tasks.changes.title}
      className="grid grid-cols-[minmax(0,1fr)] gap-3 p-5 text-13"
    >
      <Unread what={words.tasks.changes.title} of={[changes]} />
      {changes.data === undefined ? (
        <p className="text-n-7">{words.common.reading}</p>
      ) : (
        <Body task={task} changes={changes.data} />
      )}
    </section>
  );
}

function Body({ task, changes }: { task: TaskDetail; changes: Changes }) {
  const { branch, target, state, refusal, files, truncated, tree } = changes;
  const name = `task-review:${task.id}`;
  const [draft = EMPTY, setDraft] = useStored<Review>(name);
  const put = (next: Review) => setDraft(next.text === "" && next.comments.length === 0 ? undefined : next);
  const of = (path: string, comments: LineComment[]) => [
    ...draft.comments.filter((comment) => comment.path !== path),
    ...comments,
  ];
  const isOpen = state === "working" && task.assignee !== "";
  return (
    <>
      <p className="break-words text-n-8">
        {words.tasks.changes.state[state](visible(branch), visible(target ?? ""))}
      </p>
      {refusal !== null && (
        <p role="alert" className="text-failed">
          {words.tasks.changes.refusal[refusal]}
        </p>
      )}
      {state === "working" && refusal === null && files.length === 0 && (
        <p className="text-n-7">{words.tasks.changes.nothing}</p>
      )}
      <div>
        {files.map((file) => (
          <ChangedFileView
            key={file.path}
            file={file}
            comments={draft.comments.filter(({ path }) => path === file.path)}
            onComments={
              isOpen ? (comments) => put({ ...draft, comments: of(file.path, comments) }) : undefined
            }
          />
        ))}
      </div>
      {truncated && <p className="text-12 text-n-7">{words.tasks.changes.truncated}</p>}
      {isOpen && files.length > 0 && <Send task={task} draft={draft} name={name} put={put} />}
      <TaskPull task={task} tree={tree} />
      {tree !== null && task.pull?.state !== "open" && (
        <Approve task={task} tree={tree} target={target ?? ""} hasDraft={hasText(draft)} />
      )}
    </>
  );
}

interface SendProps {
  task: TaskDetail;
  draft: Review;
  /** Under which it is kept. */
  name: string;
  put: (review: Review) => void;
}

function Send({ task, draft, name, put }: SendProps) {
  const send = useSendReview(task.id);
  const comments = draft.comments.filter(({ text }) => text.trim() !== "");
  const text = draft.text.trim();
  function submit(): void {
    // A refusal shows below; what was written stays.
    forgetSaved(name, send.mutateAsync({ text, comments })).catch(() => undefined);
  }
  return (
    <form
      className="grid gap-2 border-t border-n-4 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        value={draft.text}
        rows={2}
        aria-label={words.tasks.changes.overall}
        placeholder={words.tasks.changes.overall}
        onChange={({ target }) => put({ ...draft, text: target.value })}
        className="w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-13 placeholder:text-n-7 max-md:text-16"
      />
      {send.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(send.error)}
        </p>
      )}
      <div>
        <Button size="s" type="submit" disabled={send.isPending || (text === "" && comments.length === 0)}>
          {words.tasks.changes.send(comments.length)}
        </Button>
      </div>
    </form>
  );
}

function Approve(props: { task: TaskDetail; tree: string; target: string; hasDraft: boolean }) {
  const { task, tree, target, hasDraft } = props;
  const approve = useApprove(task.id);
  const conflicts = conflictsOf(approve.error);
  return (
    <div className="grid gap-2 border-t border-n-4 pt-3">
      {hasDraft && <p className="text-12 text-n-7">{words.tasks.changes.unsent}</p>}
      {approve.error && (
        <p role="alert" className="break-words text-12 text-failed">
          {toWords(approve.error)}
        </p>
      )}
      {conflicts.length > 0 && (
        <p className="break-words text-12 text-n-9">
          {words.tasks.changes.conflicts(conflicts.map((path) => visible(path)))}
        </p>
      )}
      <div>
        <Button kind="go" disabled={approve.isPending} onClick={() => approve.mutate(tree)}>
          {words.tasks.changes.approve(visible(target))}
        </Button>
      </div>
    </div>
  );
}

/** An open field without a word is nothing to send. */
function hasText({ text, comments }: Review): boolean {
  return [text, ...comments.map((comment) => comment.text)].some((one) => one.trim() !== "");
}

/** The files of a merge that was refused. */
function conflictsOf(error: Error | null): string[] {
  if (!isAppError(error)) return [];
  return (error.details ?? []).filter(({ path }) => path === "conflict").map(({ message }) => message);
}
