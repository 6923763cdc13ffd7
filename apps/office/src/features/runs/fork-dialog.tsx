"use client";
import { ActDialog, ActText } from "./act-dialog";
import type { DialogProps } from "./target";

/** Runs the work again with another text. */
export function ForkDialog({ target: { run, node, prompt }, onClose }: DialogProps) {
  const command = `tinyagi fork ${run.runId}${node === undefined ? "" : ` --node ${node}`} "…"`;
  return (
    <ActDialog
      title="Fork with another prompt"
      runId={run.runId}
      verb="Fork"
      commands={[command]}
      done="The fork runs"
      act={(form) => {
        const text = String(form.get("text") ?? "").trim();
        return text === "" ? undefined : { kind: "fork", node, prompt: text };
      }}
      onClose={onClose}
    >
      <p className="text-13 text-n-7">
        {node === undefined
          ? "The message runs with this text in a new conversation. This run stays as it is."
          : "This part runs with this text in a new conversation. Results that do not depend on it are kept."}
      </p>
      <ActText label="Prompt" start={prompt} rows={8} />
    </ActDialog>
  );
}
