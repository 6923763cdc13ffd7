"use client";
import { STEER_COMMANDS } from "@tinyagi/contracts";
import { steerDraft } from "../../lib/steer-drafts";
import { words } from "../../locale/words";
import { ActDialog, ActText } from "./act-dialog";
import type { Act } from "./queries";
import type { ActProps } from "./target";

const WAYS = ["inject", "redirect", "pause", "resume"] as const;

/** Gives a text to a live run, or pauses it. */
export function SteerRunDialog({ target: { run }, onClose }: ActProps) {
  return (
    <ActDialog
      title={words.runs.steer.title}
      runId={run.runId}
      verb={words.runs.acts.steer}
      commands={[
        `tinyagi steer ${run.runId} "…"`,
        `tinyagi steer ${run.runId} --redirect "…"`,
        `tinyagi pause ${run.runId}`,
        `tinyagi resume ${run.runId}`,
      ]}
      done={words.runs.steer.done}
      draft={steerDraft(run.runId)}
      act={toAct}
      onClose={onClose}
    >
      <ActText label={words.runs.steer.text} placeholder={words.runs.steer.hint} />
      <fieldset className="grid gap-1 text-13">
        <legend className="sr-only">{words.runs.steer.how}</legend>
        {WAYS.map((command) => (
          <label key={command} className="flex items-center gap-2 max-md:min-h-11">
            <input type="radio" name="command" value={command} defaultChecked={command === "inject"} />
            {words.runs.steer[command]}
          </label>
        ))}
      </fieldset>
    </ActDialog>
  );
}

function toAct(form: FormData): Act | undefined {
  const command = STEER_COMMANDS.find((known) => known === form.get("command"));
  if (command === undefined) return undefined;
  const text = String(form.get("text") ?? "").trim();
  const needsText = command === "inject" || command === "redirect";
  if (!needsText) return { kind: "steer", command };
  return text === "" ? undefined : { kind: "steer", command, text };
}
