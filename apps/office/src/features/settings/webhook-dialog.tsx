/** Changes who gets the events of a webhook and with which task. The secret stays. */
"use client";
import { type FormEvent, useState } from "react";
import { toWords } from "../../lib/api";
import { quoted } from "../../lib/format/shell";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Terminal } from "../../ui/terminal";
import { useChangeWebhook } from "./queries";
import { WebhookFields } from "./webhook-fields";
import type { Webhook } from "./webhook-state";

export function WebhookDialog({ hook, onClose }: { hook: Webhook; onClose: () => void }) {
  const { name } = hook;
  const [fields, setFields] = useState({ agent: hook.agent, template: hook.template });
  const change = useChangeWebhook(hook);
  const isSame = fields.agent === hook.agent && fields.template === hook.template;
  function submit(event: FormEvent): void {
    event.preventDefault();
    change.mutate(fields, { onSuccess: onClose });
  }
  return (
    <Dialog label={words.settings.webhooks.editNamed(name)} place="sheet" onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6 text-13"
        onSubmit={submit}
      >
        <h2 className="text-20 font-bold tracking-tight break-all text-n-10">{oneLine(name, 64)}</h2>
        <WebhookFields fields={fields} onChange={setFields} />
        {change.error && (
          <p role="alert" className="text-12 text-failed">
            {toWords(change.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={isSame || change.isPending}>
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
