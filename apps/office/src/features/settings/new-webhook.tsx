/** The command that adds a webhook. Its secret is a credential, so no page can obtain it: the command prints it once. */
"use client";
import { useEffect, useRef } from "react";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { copyText } from "../../ui/terminal";
import { WebhookFields } from "./webhook-fields";
import { addCommand, hookName } from "./webhook-state";

const INPUT =
  "h-8 w-56 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono placeholder:text-n-7 max-md:h-11 max-md:w-full max-md:text-16";

const EMPTY = { name: "", agent: "", template: "" };

export function NewWebhook({ taken }: { taken: readonly string[] }) {
  const { edits, fields, edit, discard } = useEdits("new-webhook", EMPTY);
  const { name } = fields;
  const isTaken = taken.includes(name);
  // A name that was typed although it is taken stays, to be corrected. One that became taken is added.
  const isMistyped = useRef(false);
  useEffect(() => {
    if (isTaken && !isMistyped.current) discard();
  });
  const command = addCommand({ ...fields, agent: fields.agent || "<agent>" });
  return (
    <div className="grid gap-3 rounded-m border border-n-4 p-4">
      <h2 className="text-14 font-semibold text-n-10">{words.settings.webhooks.new}</h2>
      <p className="text-n-7">{words.settings.webhooks.newText}</p>
      <label className="grid gap-1">
        <span className="font-medium text-n-10">{words.settings.webhooks.name}</span>
        <input
          value={name}
          autoComplete="off"
          placeholder="my-hook"
          aria-invalid={isTaken}
          onChange={({ target }) => {
            const typed = hookName(target.value);
            isMistyped.current = taken.includes(typed);
            edit({ name: typed });
          }}
          className={INPUT}
        />
      </label>
      {isTaken && (
        <p role="alert" className="text-12 text-failed">
          {words.settings.webhooks.taken}
        </p>
      )}
      <WebhookFields fields={fields} onChange={edit} />
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 rounded-xs bg-n-2 px-2 py-1 break-all text-n-10">{command}</code>
        <Button size="s" disabled={isTaken || fields.agent === ""} onClick={() => void copyText(command)}>
          {words.common.terminal.copy}
        </Button>
        {edits && (
          <Button size="s" kind="bare" onClick={discard}>
            {words.common.discard}
          </Button>
        )}
      </div>
    </div>
  );
}
