"use client";
import { steerCommandSchema } from "@tinyagi/contracts";
import { ActDialog, ActText } from "./act-dialog";
import type { Act } from "./queries";
import type { DialogProps } from "./target";

const WAYS = [
  { command: "inject", name: "Add it to the work" },
  { command: "redirect", name: "Work on this instead" },
  { command: "pause", name: "Pause (needs no text)" },
  { command: "resume", name: "Continue after a pause (needs no text)" },
] as const;

/** Gives a text to a live run, or pauses it. */
export function SteerRunDialog({ target: { run }, onClose }: DialogProps) {
  return (
    <ActDialog
      title="What should change?"
      runId={run.runId}
      verb="Steer"
      commands={[
        `tinyagi steer ${run.runId} "…"`,
        `tinyagi steer ${run.runId} --redirect "…"`,
        `tinyagi pause ${run.runId}`,
        `tinyagi resume ${run.runId}`,
      ]}
      done="The agent was told"
      act={actOf}
      onClose={onClose}
    >
      <ActText label="What should change" placeholder="Say it in one or two sentences." />
      <fieldset className="grid gap-1 text-13">
        <legend className="sr-only">How</legend>
        {WAYS.map(({ command, name }) => (
          <label key={command} className="flex items-center gap-2 max-md:min-h-11">
            <input type="radio" name="command" value={command} defaultChecked={command === "inject"} />
            {name}
          </label>
        ))}
      </fieldset>
    </ActDialog>
  );
}

function actOf(form: FormData): Act | undefined {
  const command = steerCommandSchema.parse(form.get("command"));
  const text = String(form.get("text") ?? "").trim();
  const needsText = command === "inject" || command === "redirect";
  if (!needsText) return { kind: "steer", command };
  return text === "" ? undefined : { kind: "steer", command, text };
}
