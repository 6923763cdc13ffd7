"use client";
import { ActDialog } from "./act-dialog";
import type { DialogProps } from "./target";

/** Runs the work again: all of it, or from one part on. */
export function RetryDialog({ target: { run, node }, onClose }: DialogProps) {
  const command = `tinyagi retry ${run.runId}${node === undefined ? "" : ` --from ${node}`}`;
  return (
    <ActDialog
      title={node === undefined ? "Run it again?" : "Retry from here?"}
      runId={run.runId}
      verb="Retry"
      commands={[command]}
      done="It runs again"
      act={() => ({ kind: "retry", from: node })}
      onClose={onClose}
    >
      <p className="text-13 text-n-7">
        {node === undefined
          ? "The message runs again in a new conversation. This run stays as it is."
          : "This part and what depends on it run again in a new conversation. Other results are kept."}
      </p>
    </ActDialog>
  );
}
