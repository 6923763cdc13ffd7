/** What is done with many dead letters: says what a replay does and what will fail again, and offers to leave that out. */
"use client";
import { RUN_ERROR_CLASSES } from "@tinyagi/contracts";
import { type ReactNode, useState } from "react";
import { toWords } from "../../lib/api";
import type { DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Terminal } from "../../ui/terminal";
import { WithCode } from "../../ui/with-code";
import { groupsOf, type Preview, sumAll, toPreview } from "./dead-groups";
import { type DeadSummary, useDeadBulk, useDelete, useReplay } from "./dead-queries";

type NameOf = (id: string) => string;

/** Letters that were marked one by one. */
export function BulkSome(props: {
  letters: readonly DeadLetter[];
  nameOf: NameOf;
  onMark: (ids: readonly number[]) => void;
  onDone: () => void;
}) {
  const { letters, nameOf, onMark, onDone } = props;
  const replay = useReplay();
  const remove = useDelete();
  const ids = letters.map(({ id }) => id);
  const preview = toPreview(groupsOf(letters), nameOf);
  return (
    <Bar
      preview={preview}
      error={replay.error}
      onLeaveOut={(reasons) =>
        onMark(letters.filter(({ errorClass }) => !reasons.includes(errorClass)).map(({ id }) => id))
      }
      commands={[`tinyagi queue retry ${ids.join(" ")}`, `tinyagi queue delete ${ids.join(" ")} --yes`]}
    >
      <Button
        kind="go"
        disabled={replay.isPending || preview.total === 0}
        onClick={() => replay.mutate(ids, { onSuccess: onDone })}
      >
        {words.queue.dead.replay(preview.total)}
      </Button>
      <Button
        kind="risk"
        onClick={() => {
          remove(ids);
          onDone();
        }}
      >
        {words.common.delete}
      </Button>
    </Bar>
  );
}

/** All that match, read or not. */
export function BulkAll(props: {
  summary: DeadSummary;
  agent: string;
  allBut: ReadonlySet<string>;
  nameOf: NameOf;
  onAllBut: (reasons: ReadonlySet<string>) => void;
  onDone: () => void;
}) {
  const { summary, agent, allBut, nameOf, onAllBut, onDone } = props;
  const [isAsking, setAsking] = useState(false);
  const replay = useDeadBulk("retryAllDead");
  const remove = useDeadBulk("purgeDead");
  const groups = summary.groups.filter(({ errorClass }) => !allBut.has(errorClass));
  const preview = toPreview(groups, nameOf);
  const total = sumAll(groups);
  const except = RUN_ERROR_CLASSES.filter((reason) => allBut.has(reason));
  const body = { until: summary.until, except, ...(agent === "" ? {} : { agent }) };
  const act = [replay, remove].find(({ isPending }) => isPending);
  const whose = agent === "" ? "--all" : `--agent ${agent}`;
  const but = except.length === 0 ? "" : ` --except ${except.join(" ")}`;
  return (
    <Bar
      preview={preview}
      error={replay.error ?? remove.error}
      onLeaveOut={(reasons) => onAllBut(new Set([...allBut, ...reasons]))}
      commands={[`tinyagi queue retry ${whose}${but} --dry-run`, `tinyagi queue retry ${whose}${but}`]}
    >
      {act && (
        <span role="status" className="text-12 text-n-7">
          {words.queue.dead.progress(act.done)}
        </span>
      )}
      <Button
        kind="go"
        disabled={act !== undefined || preview.total === 0}
        onClick={() => replay.mutate(body, { onSuccess: onDone })}
      >
        {words.queue.dead.replay(preview.total)}
      </Button>
      <Button kind="risk" disabled={act !== undefined || total === 0} onClick={() => setAsking(true)}>
        {words.common.delete}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={words.queue.dead.deleteTitle}
          text={words.queue.dead.deleteText(total)}
          verb={words.common.delete}
          // The command deletes all or those of one agent.
          {...(except.length === 0 && {
            commands: [`tinyagi queue purge ${agent === "" ? "" : `--agent ${agent} `}--yes`],
          })}
          onConfirm={() => remove.mutate(body, { onSuccess: onDone })}
          onClose={() => setAsking(false)}
        />
      )}
    </Bar>
  );
}

function Bar(props: {
  preview: Preview;
  error: Error | null;
  onLeaveOut: (reasons: readonly string[]) => void;
  commands?: readonly string[];
  /** Its buttons. */
  children: ReactNode;
}) {
  const { preview, error, onLeaveOut, commands, children } = props;
  return (
    <fieldset
      aria-label={words.queue.dead.selected}
      // In view while the letters are, however many they are.
      className="sticky bottom-2 z-20 mx-4 my-3 flex flex-none flex-wrap items-center gap-2 rounded-m border border-n-4 bg-n-2 px-4 py-3 text-13 max-md:py-2 md:mx-8"
    >
      <div className="min-w-0 grow basis-80">
        <p className="font-medium text-n-10">{preview.text}</p>
        {preview.leftOut > 0 && <p className="text-n-8">{words.queue.dead.ofSubAgents(preview.leftOut)}</p>}
        {preview.advice.map(({ text, count, reasons }) => (
          <p key={text} className="text-n-8">
            <WithCode text={words.queue.dead.failAgain(count, text)} />{" "}
            {count < preview.total && (
              <button
                type="button"
                className="font-medium text-n-10 underline max-md:min-h-11"
                onClick={() => onLeaveOut(reasons)}
              >
                {words.queue.dead.exclude(count)}
              </button>
            )}
          </p>
        ))}
        {error && (
          <p role="alert" className="text-failed">
            {toWords(error)}
          </p>
        )}
        {commands && <Terminal commands={commands} />}
      </div>
      {children}
    </fieldset>
  );
}
