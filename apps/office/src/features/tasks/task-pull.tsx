/** The work on a task at its remote: publish what is shown, follow the pull request, merge exactly its commit. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import type { TaskDetail } from "./board-state";
import { useMergePull, usePublish, useRefreshPull } from "./pull-queries";

type Pull = NonNullable<TaskDetail["pull"]>;

/** @param tree names exactly what is shown; null when there is nothing to publish */
export function TaskPull({ task, tree }: { task: TaskDetail; tree: string | null }) {
  const { pull } = task;
  if (pull === null && tree === null) return null;
  return (
    <section aria-label={words.tasks.pull.title} className="grid gap-2 border-t border-n-4 pt-3">
      <h3 className="text-12 font-semibold text-n-10">{words.tasks.pull.title}</h3>
      {pull !== null && <State pull={pull} />}
      <Acts task={task} tree={tree} />
    </section>
  );
}

function State({ pull }: { pull: Pull }) {
  const { state, checked, review, mergeable, url, compare, checks, comments, wakes, wakesMax, problem } =
    pull;
  const page = url ?? compare;
  const failed = checks.filter((check) => check.state === "failed").map(({ name }) => visible(name));
  return (
    <>
      <p className="break-words text-n-9">
        {words.tasks.pull.state[state](visible(pull.branch), visible(pull.target), pull.commit.slice(0, 10))}
      </p>
      {state !== "pushed" && (
        <p className="break-words text-n-8">
          {[
            words.tasks.pull.checked[checked],
            words.tasks.pull.review[review],
            words.tasks.pull.mergeable[mergeable],
            words.tasks.pull.comments(comments),
          ].join(" · ")}
        </p>
      )}
      {failed.length > 0 && (
        <p className="break-words text-12 text-failed">{words.tasks.pull.failed(failed)}</p>
      )}
      {wakesMax > 0 && <p className="text-12 text-n-7">{words.tasks.pull.wakes(wakes, wakesMax)}</p>}
      {problem !== null && (
        <p role="alert" className="break-words text-12 text-failed">
          {words.tasks.pull.problem[problem]}
        </p>
      )}
      {page !== null && (
        <div>
          <a href={page} className={buttonClass("plain", "s")} target="_blank" rel="noopener noreferrer">
            {url === null ? words.tasks.pull.openOne : words.tasks.pull.openPage}
          </a>
        </div>
      )}
    </>
  );
}

function Acts({ task, tree }: { task: TaskDetail; tree: string | null }) {
  const publish = usePublish(task.id);
  const look = useRefreshPull(task.id);
  const merge = useMergePull(task.id);
  const { pull } = task;
  // Of one commit and what its checks said: another one is asked about again.
  const [sure, setSure] = useState<string>();
  const isOpen = pull?.state === "open";
  const isNewer = tree !== null && pull?.tree !== tree;
  const isBusy = publish.isPending || look.isPending || merge.isPending;
  const error = publish.error ?? merge.error ?? look.error;
  const isRed = pull?.checked === "failed" || pull?.checked === "pending";
  const asked = `${pull?.commit} ${pull?.checked}`;
  function mergeNow(commit: string): void {
    if (isRed && sure !== asked) setSure(asked);
    else merge.mutate(commit);
  }
  return (
    <>
      {isOpen && isNewer && <p className="text-12 text-waiting">{words.tasks.pull.newer}</p>}
      {isRed && sure === asked && (
        <p role="status" className="text-12 text-waiting">
          {words.tasks.pull.notPassed}
        </p>
      )}
      {error && (
        <p role="alert" className="break-words text-12 text-failed">
          {toWords(error)}
        </p>
      )}
      <div className="flex flex-wrap gap-1.5">
        {tree !== null && (isNewer || !isOpen) && (
          <Button size="s" disabled={isBusy} onClick={() => publish.mutate(tree)}>
            {isOpen ? words.tasks.pull.publishAgain : words.tasks.pull.publish}
          </Button>
        )}
        {isOpen && (
          <Button size="s" disabled={isBusy} onClick={() => look.mutate()}>
            {words.tasks.pull.look}
          </Button>
        )}
        {isOpen && (
          <Button size="s" kind="go" disabled={isBusy} onClick={() => mergeNow(pull.commit)}>
            {words.tasks.pull.merge(pull.commit.slice(0, 10), visible(pull.target))}
          </Button>
        )}
      </div>
    </>
  );
}
