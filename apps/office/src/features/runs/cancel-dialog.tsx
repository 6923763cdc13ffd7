"use client";
import { oneLine } from "../../lib/format/text";
import { ActDialog } from "./act-dialog";
import type { DialogProps } from "./target";

/** Asks once, because a cancelled message does not continue. */
export function CancelDialog({ target: { run, prompt }, onClose }: DialogProps) {
  return (
    <ActDialog
      title="Cancel this work?"
      runId={run.runId}
      verb="Cancel the work"
      commands={[`tinyagi cancel ${run.runId}`]}
      done="The work is cancelled"
      act={() => ({ kind: "cancel" })}
      onClose={onClose}
    >
      <p className="font-medium text-n-10">{oneLine(prompt, 120)}</p>
      <p className="text-13 text-n-7">
        What the agent has not finished is lost, and its sender is notified. This cannot be undone.
      </p>
    </ActDialog>
  );
}
