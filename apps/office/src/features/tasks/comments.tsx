/** Comments of people, and the answers of agents. */
"use client";
import type { FormEvent } from "react";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { forgetSaved } from "../../lib/kept";
import { useStored } from "../../lib/use-kept";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { Unread } from "../../ui/unread";
import { MessageFiles, splitFiles } from "../chat/message-files";
import { type Comment, useComment, useComments } from "./queries";

export function TaskComments({ taskId }: { taskId: string }) {
  const comments = useComments(taskId);
  return (
    <section aria-label={words.tasks.comments} className="grid gap-3">
      <h3 className="border-b border-n-4 pb-1.5 text-12 font-semibold text-n-10">
        {words.tasks.comments} <span className="font-mono font-medium text-n-7">{comments.data?.length}</span>
      </h3>
      <Unread what={words.tasks.comments} of={[comments]} />
      {comments.data?.map((comment) => (
        <One key={comment.id} comment={comment} />
      ))}
      <Write taskId={taskId} />
    </section>
  );
}

function One({ comment }: { comment: Comment }) {
  const nameOf = useNameLookup();
  const { author, authorType, content, createdAt } = comment;
  const { text, files } = splitFiles(content);
  return (
    <article className="grid gap-1" aria-label={words.tasks.commentBy(visible(author))}>
      <p className="flex items-center gap-2">
        {authorType === "agent" ? (
          <AgentChip id={author} name={nameOf(author)} />
        ) : (
          <b className="truncate font-medium text-n-10">{visible(author)}</b>
        )}
        <TimeChip at={createdAt} ago />
      </p>
      <p className="text-14 break-words whitespace-pre-wrap text-n-9">{visible(text)}</p>
      <MessageFiles files={files} />
    </article>
  );
}

function Write({ taskId }: { taskId: string }) {
  const comment = useComment(taskId);
  const name = `${taskId}/comment`;
  const [text = "", setText] = useStored<string>(name);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (text.trim() === "") return;
    // Why not stands in the form.
    forgetSaved(name, comment.mutateAsync(text.trim())).catch(() => undefined);
  }
  return (
    <form className="grid gap-2" onSubmit={submit}>
      <textarea
        value={text}
        onChange={({ target }) => setText(target.value === "" ? undefined : target.value)}
        rows={2}
        aria-label={words.tasks.comment}
        placeholder={words.tasks.writeComment}
        className="w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-13 placeholder:text-n-7 max-md:text-16"
      />
      {comment.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(comment.error)}
        </p>
      )}
      <div>
        <Button size="s" type="submit" disabled={comment.isPending}>
          {words.tasks.comment}
        </Button>
      </div>
    </form>
  );
}
