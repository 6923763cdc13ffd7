/** The settings of an agent. What changes is shown before it is saved; every earlier state can come back. */
"use client";
import { type ReactNode, useState } from "react";
import { wordsOf } from "../../lib/api";
import { count, visible } from "../../lib/format/text";
import { Button } from "../../ui/button";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import {
  type AgentConfig,
  type Change,
  changesOf,
  type Draft,
  draftOf,
  editsOf,
  FIELDS,
  type Field,
} from "./agent-state";
import { useChangeSettings, useProviders } from "./queries";
import { SettingsHistory } from "./settings-history";

const INPUT = "h-8 w-full rounded-s border border-n-5 bg-n-0 px-2.5 text-13 max-md:h-11 max-md:text-16";
/** Choices in plain words. */
const CHOICES: Readonly<Partial<Record<Field, readonly { value: string; name: string }[]>>> = {
  permissions: [
    { value: "sandboxed", name: "Run commands in a sandbox" },
    { value: "ask", name: "Only read, and ask you before more" },
    { value: "bypass", name: "Do anything, without checks" },
  ],
  sessionScope: [
    { value: "agent", name: "Everything that was said to it" },
    { value: "conversation", name: "Only the same conversation" },
  ],
  whenBusy: [
    { value: "followup", name: "New messages wait for their turn" },
    { value: "collect", name: "New messages are answered together" },
    { value: "steer", name: "New messages join the work" },
  ],
};
const HELP: Readonly<Partial<Record<Field, string>>> = {
  role: "Its teammates see this.",
  model: "Empty: the provider's default.",
};

export function AgentSettings({ id, config }: { id: string; config: AgentConfig }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(config));
  const save = useChangeSettings();
  const providers = useProviders().data?.providers ?? {};
  const changes = changesOf(config, draft);
  const set = (field: Field) => (value: string) => setDraft({ ...draft, [field]: value });
  const known = Object.entries(providers).map(([value, { name }]) => ({ value, name }));
  const providerChoices = known.some(({ value }) => value === draft.provider)
    ? known
    : [{ value: draft.provider, name: draft.provider }, ...known];
  return (
    <form
      className="grid gap-4 p-5 text-13"
      onSubmit={(event) => {
        event.preventDefault();
        if (changes.length > 0)
          save.mutate(editsOf(id, changes), {
            onSuccess: () => showToast(`${count(changes.length, "change")} saved`),
          });
      }}
    >
      {(Object.keys(FIELDS) as Field[]).map((field) => {
        const options = field === "provider" ? providerChoices : CHOICES[field];
        return (
          <Line key={field} name={FIELDS[field]} help={HELP[field]}>
            {options === undefined ? (
              <input
                aria-label={FIELDS[field]}
                value={draft[field]}
                autoComplete="off"
                onChange={(event) => set(field)(event.target.value)}
                className={`${INPUT} ${field === "model" ? "font-mono" : ""}`}
              />
            ) : (
              <Select
                label={FIELDS[field]}
                options={options}
                value={draft[field]}
                onChange={(event) => set(field)(event.target.value)}
              />
            )}
          </Line>
        );
      })}
      {changes.length > 0 && <Diff id={id} changes={changes} />}
      {save.error && (
        <p role="alert" className="text-12 text-failed">
          {wordsOf(save.error)}
        </p>
      )}
      {changes.length > 0 && (
        <div className="flex gap-2">
          <Button type="submit" kind="go" disabled={save.isPending}>
            Save {count(changes.length, "change")}
          </Button>
          <Button kind="bare" onClick={() => setDraft(draftOf(config))}>
            Discard
          </Button>
        </div>
      )}
      <SettingsHistory prefix={`agents.${id}`} onRestored={() => showToast("Earlier settings are back")} />
    </form>
  );
}

function Line({ name, help, children }: { name: string; help: string | undefined; children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <span className="text-12 font-semibold text-n-10" aria-hidden="true">
        {name}
      </span>
      {children}
      {help !== undefined && <span className="text-12 text-n-7">{help}</span>}
    </div>
  );
}

/** The field in words, then what it was and what it will be. */
function Diff({ id, changes }: { id: string; changes: readonly Change[] }) {
  const words = (field: Field, value: string): string =>
    CHOICES[field]?.find((choice) => choice.value === value)?.name ??
    (value === "" ? "nothing" : visible(value));
  return (
    <section aria-label="What changes" className="rounded-m border border-n-4">
      <ul>
        {changes.map(({ field, before, after }) => (
          <li key={field} className="border-b border-n-3 px-3 py-2 last:border-0">
            <p className="text-12 font-semibold text-n-10">{FIELDS[field]}</p>
            <p className="break-words">
              <del className="bg-del px-1 no-underline">{words(field, before)}</del>{" "}
              <ins className="bg-add px-1 no-underline">{words(field, after)}</ins>
            </p>
          </li>
        ))}
      </ul>
      <div className="px-3 pb-2">
        <Terminal
          commands={changes.map(
            ({ field, after }) => `tinyagi config set agents.${id}.${field} '${visible(after)}'`,
          )}
        />
      </div>
    </section>
  );
}
