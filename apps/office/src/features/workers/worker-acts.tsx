/** What can be done with one worker: keep it from new runs, or remove it. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { useDrain, useRemoveWorker, type Worker } from "./queries";

export function WorkerActs({ worker: { name, draining, joinedAt, agents, runs } }: { worker: Worker }) {
  const drain = useDrain();
  const remove = useRemoveWorker();
  const [isAsking, setAsking] = useState(false);
  const error = drain.error ?? remove.error;
  return (
    <>
      <div className="flex gap-2">
        {joinedAt !== null && (
          <Button
            size="s"
            disabled={drain.isPending}
            aria-label={draining ? words.workers.resumeNamed(name) : words.workers.drainNamed(name)}
            onClick={() => drain.mutate({ name, draining: !draining })}
          >
            {draining ? words.workers.resume : words.workers.drain}
          </Button>
        )}
        <Button
          size="s"
          kind="risk"
          aria-label={words.workers.removeNamed(name)}
          onClick={() => setAsking(true)}
        >
          {words.workers.remove}
        </Button>
      </div>
      {error !== null && (
        <p role="alert" className="w-full text-12 text-failed">
          {toWords(error)}
        </p>
      )}
      {isAsking && (
        <ConfirmDialog
          title={words.workers.removeTitle(oneLine(name, 64))}
          text={agents.length > 0 ? words.workers.removeInUse(agents.length) : words.workers.removeText(runs)}
          verb={words.workers.remove}
          onConfirm={() => remove.mutate(name)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
