"use client";
import { words } from "../../locale/words";
import { ActDialog, ActText } from "./act-dialog";
import type { ActProps } from "./target";

/** Runs the work again with another text. */
export function ForkDialog({ target: { run, node, prompt }, toHref, onClose }: ActProps) {
  const command = `tinyagi fork ${run.runId}${node === undefined ? "" : ` --node ${node}`} "…"`;
  return (
    <ActDialog
      title={words.runs.fork.title}
      runId={run.runId}
      verb={words.runs.acts.fork}
      commands={[command]}
      done={words.runs.fork.done}
      draft={`fork.${run.runId}.${node ?? ""}`}
      act={(form) => {
        const text = String(form.get("text") ?? "").trim();
        return text === "" ? undefined : { kind: "fork", node, prompt: text };
      }}
      onClose={onClose}
      {...(toHref === undefined ? {} : { toHref })}
    >
      <p className="text-13 text-n-7">
        {node === undefined ? words.runs.fork.text : words.runs.fork.textOfPart}
      </p>
      <ActText label={words.runs.fork.prompt} start={prompt} rows={8} />
    </ActDialog>
  );
}
