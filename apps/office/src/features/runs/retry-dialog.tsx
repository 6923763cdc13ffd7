"use client";
import { words } from "../../locale/words";
import { ActDialog } from "./act-dialog";
import type { ActProps } from "./target";

/** Runs the work again: all of it, or from one part on. */
export function RetryDialog({ target: { run, node }, toHref, onClose }: ActProps) {
  const command = `tinyagi retry ${run.runId}${node === undefined ? "" : ` --from ${node}`}`;
  return (
    <ActDialog
      title={node === undefined ? words.runs.retry.title : words.runs.retry.titleFromHere}
      runId={run.runId}
      verb={words.runs.acts.retry}
      commands={[command]}
      done={words.runs.retry.done}
      act={() => ({ kind: "retry", from: node })}
      onClose={onClose}
      {...(toHref === undefined ? {} : { toHref })}
    >
      <p className="text-13 text-n-7">
        {node === undefined ? words.runs.retry.text : words.runs.retry.textFromHere}
      </p>
    </ActDialog>
  );
}
