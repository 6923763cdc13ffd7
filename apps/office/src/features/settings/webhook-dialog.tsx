/** Changes who gets the events of a webhook and with which task. The secret stays. */
"use client";
import type { FormEvent } from "react";
import { toWords } from "../../lib/api";
import { quoted } from "../../lib/format/shell";
import { oneLine } from "../../lib/format/text";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Terminal } from "../../ui/terminal";
import { useChangeWebhook } from "./queries";
import { type HookFields, WebhookFields } from "./webhook-fields";
import type { Webhook } from "./webhook-state";

export function WebhookDialog({ hook, onClose }: { hook: Webhook; onClose: () => void }) {
  const { name } = hook;
  const { edits, fields, edit, discard } = useEdits(`webhook.${name}`, toFields(hook));
  const change = useChangeWebhook(hook);
  function submit(event: FormEvent): void {
    event.preventDefault();
    change.mutate(fields, {
      onSuccess: () => {
        discard();
        onClose();
      },
    });
  }
  return (
    <Dialog label={words.settings.webhooks.editNamed(name)} place="sheet" onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6 text-13"
        onSubmit={submit}
      >
        <h2 className="text-20 font-bold tracking-tight break-all text-n-10">{oneLine(name, 64)}</h2>
        <WebhookFields fields={fields} onChange={edit} />
        {change.error && (
          <p role="alert" className="text-12 text-failed">
            {toWords(change.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          {edits && (
            <Button kind="bare" className="mr-auto" onClick={discard}>
              {words.common.discard}
            </Button>
          )}
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={edits === undefined || change.isPending}>
            {words.common.save}
          </Button>
        </div>
        <Terminal
          commands={[
            `tinyagi config set webhooks.${name}.agent ${fields.agent}`,
            `tinyagi config set webhooks.${name}.template ${quoted(fields.template)}`,
          ]}
        />
      </form>
    </Dialog>
  );
}

function toFields({ agent, template }: Webhook): HookFields {
  return { agent, template };
}
