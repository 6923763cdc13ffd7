/** Signed calls from outside: which exist, what each hands to whom, and the commands for what needs their secret. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { StateMark } from "../../ui/glyph";
import { copyText, Terminal } from "../../ui/terminal";
import { CommandDialog } from "./command-dialog";
import type { Json } from "./json";
import { NewWebhook } from "./new-webhook";
import { useChangeWebhook } from "./queries";
import { WebhookDialog } from "./webhook-dialog";
import { readWebhooks, testCommand, type Webhook } from "./webhook-state";

export function Webhooks({ settings }: { settings: Json }) {
  const all = readWebhooks(settings);
  return (
    <section aria-label={words.settings.tabs.webhooks} className="grid max-w-[880px] gap-4 py-4 text-13">
      <p className="text-n-7">{words.settings.webhooks.text}</p>
      {all.length === 0 && <p className="text-n-7">{words.settings.webhooks.none}</p>}
      <ul aria-label={words.settings.tabs.webhooks}>
        {all.map((hook) => (
          <One key={hook.name} hook={hook} />
        ))}
      </ul>
      <NewWebhook taken={all.map(({ name }) => name)} />
      <Terminal commands={["tinyagi webhook list"]} />
    </section>
  );
}

type Open = "test" | "edit" | "remove" | undefined;

function One({ hook }: { hook: Webhook }) {
  const { name, agent, isEnabled, template } = hook;
  const [open, setOpen] = useState<Open>();
  const change = useChangeWebhook(hook);
  const address = `${location.origin}/api/hooks/${name}`;
  return (
    <li className="grid gap-1 border-b border-n-3 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0 grow basis-56">
          <b className="block font-semibold break-all text-n-10">{oneLine(name, 64)}</b>
          <button
            type="button"
            title={words.common.terminal.copy}
            onClick={() => void copyText(address)}
            className="text-left font-mono text-12 break-all text-n-7 hover:underline max-md:min-h-11"
          >
            {address}
          </button>
        </span>
        <span className="font-medium break-all text-n-10">→ @{agent}</span>
        <StateMark
          state={isEnabled ? "done" : "held"}
          word={isEnabled ? words.settings.on : words.settings.off}
        />
      </div>
      {template !== "" && (
        <p className="text-12 break-words whitespace-pre-wrap text-n-9">{oneLine(template, 300)}</p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          size="s"
          aria-label={words.settings.webhooks.switchNamed(name, !isEnabled)}
          disabled={change.isPending}
          onClick={() => change.mutate({ enabled: !isEnabled })}
        >
          {words.settings.webhooks.switch(!isEnabled)}
        </Button>
        <Button size="s" aria-label={words.settings.webhooks.testNamed(name)} onClick={() => setOpen("test")}>
          {words.settings.webhooks.test}
        </Button>
        <Button size="s" aria-label={words.settings.webhooks.editNamed(name)} onClick={() => setOpen("edit")}>
          {words.settings.webhooks.edit}
        </Button>
        <Button
          size="s"
          kind="risk"
          aria-label={words.settings.webhooks.removeNamed(name)}
          onClick={() => setOpen("remove")}
        >
          {words.settings.webhooks.remove}
        </Button>
      </div>
      {change.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(change.error)}
        </p>
      )}
      <Terminal
        commands={[
          testCommand(name),
          `tinyagi config set webhooks.${name}.enabled ${!isEnabled}`,
          `tinyagi webhook remove ${name}`,
        ]}
      />
      <OpenDialog
        {...{ hook, open }}
        onRemove={() => change.mutate(undefined)}
        onClose={() => setOpen(undefined)}
      />
    </li>
  );
}

function OpenDialog({
  hook,
  open,
  onRemove,
  onClose,
}: {
  hook: Webhook;
  open: Open | undefined;
  onRemove: () => void;
  onClose: () => void;
}) {
  const { name } = hook;
  switch (open) {
    case "test":
      return (
        <CommandDialog
          title={words.settings.webhooks.testNamed(name)}
          text={words.settings.webhooks.testText}
          command={testCommand(name)}
          onClose={onClose}
        />
      );
    case "edit":
      return <WebhookDialog hook={hook} onClose={onClose} />;
    case "remove":
      return (
        <ConfirmDialog
          title={words.settings.webhooks.removeTitle(oneLine(name, 64))}
          text={words.settings.webhooks.removeText}
          verb={words.settings.webhooks.remove}
          onConfirm={onRemove}
          onClose={onClose}
        />
      );
    case undefined:
      return null;
  }
}
