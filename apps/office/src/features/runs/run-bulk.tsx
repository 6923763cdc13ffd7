/** What can be done with the runs that are marked. */
"use client";
import { useMutation } from "@tanstack/react-query";
import type { WorkState } from "@tinyagi/contracts";
import { useState } from "react";
import { api, toWords } from "../../lib/api";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { actOnAll, type BulkAct, type BulkResult, fitting } from "./bulk";

/** Longer lists of commands hide the rows. */
const COMMANDS_MAX = 3;

interface Props {
  runs: readonly Run[];
  stateOf: (run: Run) => WorkState;
  /** Marks these only. Those that an act reached lose their mark, or the next act would do their work twice. */
  onMark: (ids: ReadonlySet<string>) => void;
}

export function RunBulk({ runs, stateOf, onMark }: Props) {
  const [isAsking, setAsking] = useState(false);
  const bulk = useBulk(runs, onMark);
  const fit = fitting(runs, stateOf);
  const start = (name: BulkAct): void => bulk.mutate({ name, runs: oldestFirst(fit[name]) });
  if (runs.length === 0) return null;
  return (
    <fieldset
      aria-label={words.runs.bulk.label}
      className="mx-4 mb-3 flex flex-none flex-wrap items-center gap-2 rounded-m border border-n-4 bg-n-2 px-4 py-3 text-13 md:mx-8"
    >
      <div className="min-w-0 grow basis-60">
        <p className="font-medium text-n-10">{words.runs.bulk.marked(runs.length)}</p>
        {bulk.isPending && (
          <p role="status">{words.runs.bulk.progress(bulk.done, bulk.variables.runs.length)}</p>
        )}
        {bulk.data !== undefined && <Refusals of={bulk.data} />}
        {fit.retry.length > 0 && fit.retry.length <= COMMANDS_MAX && (
          <Terminal commands={oldestFirst(fit.retry).map(({ runId }) => `tinyagi retry ${runId}`)} />
        )}
      </div>
      <Button onClick={() => onMark(new Set())}>{words.runs.bulk.unmark}</Button>
      {fit.retry.length > 0 && (
        <Button kind="go" disabled={bulk.isPending} onClick={() => start("retry")}>
          {words.runs.bulk.retry(fit.retry.length)}
        </Button>
      )}
      {fit.cancel.length > 0 && (
        <Button kind="risk" disabled={bulk.isPending} onClick={() => setAsking(true)}>
          {words.runs.bulk.cancel(fit.cancel.length)}
        </Button>
      )}
      {isAsking && (
        <ConfirmDialog
          title={words.runs.bulk.cancelTitle(fit.cancel.length)}
          text={words.runs.cancel.text}
          verb={words.runs.bulk.cancel(fit.cancel.length)}
          commands={fit.cancel.map(({ runId }) => `tinyagi cancel ${runId}`)}
          onConfirm={() => start("cancel")}
          onClose={() => setAsking(false)}
        />
      )}
    </fieldset>
  );
}

/** The list has the newest first; what came first runs first. */
const oldestFirst = (runs: readonly Run[]): readonly Run[] => runs.toReversed();

function useBulk(marked: readonly Run[], onMark: Props["onMark"]) {
  const [done, setDone] = useState(0);
  const mutation = useMutation({
    mutationFn: ({ name, runs }: { name: BulkAct; runs: readonly Run[] }): Promise<BulkResult> => {
      setDone(0);
      const act = ({ runId: id }: Run): Promise<unknown> =>
        name === "retry"
          ? api().call("retryRun", { params: { id }, body: {} })
          : api().call("cancelRun", { params: { id } });
      return actOnAll(runs, act, { toReason: toWords, onStep: setDone });
    },
    onSuccess: (result, { name, runs }) => {
      if (result.done > 0) showToast(words.runs.bulk.done[name](result.done));
      const reached = new Set(runs.map(({ runId }) => runId).filter((id) => !result.refused.has(id)));
      onMark(new Set(marked.map(({ runId }) => runId).filter((id) => !reached.has(id))));
    },
  });
  return { ...mutation, done };
}

function Refusals({ of: { refusals } }: { of: BulkResult }) {
  return [...refusals].map(([reason, count]) => (
    <p key={reason} role="alert" className="break-words text-failed">
      {words.runs.bulk.refused(count, reason)}
    </p>
  ));
}
