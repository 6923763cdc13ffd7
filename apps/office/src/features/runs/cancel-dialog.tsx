"use client";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { ActDialog } from "./act-dialog";
import type { ActProps } from "./target";

/** Asks once, because a cancelled message does not continue. */
export function CancelDialog({ target: { run, prompt }, onClose }: ActProps) {
  return (
    <ActDialog
      title={words.runs.cancel.title}
      runId={run.runId}
      verb={words.runs.cancel.verb}
      leave={words.common.close}
      commands={[`tinyagi cancel ${run.runId}`]}
      done={words.runs.cancel.done}
      act={() => ({ kind: "cancel" })}
      onClose={onClose}
    >
      <p className="font-medium text-n-10">{oneLine(prompt, 120)}</p>
      <p className="text-13 text-n-7">{words.runs.cancel.text}</p>
    </ActDialog>
  );
}
