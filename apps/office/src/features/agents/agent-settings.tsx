/** The settings of an agent. What changes is shown before it is saved; every earlier state can come back. */
"use client";
import type { ReactNode } from "react";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { forgetSaved } from "../../lib/kept";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { type Option, Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { useProviders } from "../providers/queries";
import { useChangeSettings } from "../settings/revisions";
import { SettingsHistory } from "../settings/settings-history";
import {
  type AgentConfig,
  type Change,
  FIELDS,
  type Field,
  listChanges,
  toCommand,
  toDraft,
  toEdits,
} from "./agent-state";
import { ModelInput } from "./model-input";

const INPUT = "h-8 w-full rounded-s border border-n-5 bg-n-0 px-2.5 text-13 max-md:h-11 max-md:text-16";

/** The choices of a field in plain words; undefined where any text may be typed. */
function listChoices(field: Field): readonly Option[] | undefined {
  const choices: Partial<Record<Field, Readonly<Record<string, string>>>> = words.agents.choices;
  const known = choices[field];
  return known && Object.entries(known).map(([value, name]) => ({ value, name }));
}

/** What the provider takes, and what is set, first of all nothing. */
function listEfforts(offered: readonly string[], set: string): readonly Option[] {
  const levels = set === "" || offered.includes(set) ? offered : [...offered, set];
  return [{ value: "", name: words.agents.ownEffort }, ...levels.map((value) => ({ value, name: value }))];
}

function findHelp(field: Field): string | undefined {
  const help: Partial<Record<Field, string>> = words.agents.help;
  return help[field];
}

export function AgentSettings({ id, config }: { id: string; config: AgentConfig }) {
  const name = `${id}/settings`;
  const { fields: draft, edit, discard } = useEdits(name, toDraft(config));
  const save = useChangeSettings();
  const providers = useProviders().data?.providers ?? {};
  const changes = listChanges(config, draft);
  const efforts = listEfforts(providers[draft.provider]?.efforts ?? [], draft.effort);
  // A field without a choice only raises questions.
  const fields = FIELDS.filter((field) => field !== "effort" || efforts.length > 1);
  const set = (field: Field) => (value: string) => edit({ [field]: value });
  const known = Object.entries(providers).map(([value, { name }]) => ({ value, name }));
  const providerChoices = known.some(({ value }) => value === draft.provider)
    ? known
    : [{ value: draft.provider, name: draft.provider }, ...known];
  return (
    <form
      className="grid gap-4 p-5 text-13"
      onSubmit={(event) => {
        event.preventDefault();
        if (changes.length === 0) return;
        forgetSaved(name, save.mutateAsync(toEdits(id, changes))).then(
          () => showToast(words.agents.saved(changes.length)),
          // Why not stands in the form.
          () => undefined,
        );
      }}
    >
      {fields.map((field) => {
        const own: Partial<Record<Field, readonly Option[]>> = { provider: providerChoices, effort: efforts };
        const options = own[field] ?? listChoices(field);
        return (
          <Line key={field} name={words.agents.fields[field]} help={findHelp(field)}>
            {field === "model" ? (
              <ModelInput
                aria-label={words.agents.fields[field]}
                provider={draft.provider}
                value={draft[field]}
                onModel={set(field)}
                className={`${INPUT} font-mono`}
              />
            ) : options === undefined ? (
              <input
                aria-label={words.agents.fields[field]}
                value={draft[field]}
                autoComplete="off"
                onChange={(event) => set(field)(event.target.value)}
                className={INPUT}
              />
            ) : (
              <Select
                label={words.agents.fields[field]}
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
          {toWords(save.error)}
        </p>
      )}
      {changes.length > 0 && (
        <div className="flex gap-2">
          <Button type="submit" kind="go" disabled={save.isPending}>
            {words.agents.save(changes.length)}
          </Button>
          <Button kind="bare" onClick={discard}>
            {words.common.discard}
          </Button>
        </div>
      )}
      <SettingsHistory prefix={`agents.${id}`} onRestored={() => showToast(words.agents.restored)} />
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
  const shown = (field: Field, value: string): string =>
    listChoices(field)?.find((choice) => choice.value === value)?.name ??
    (value !== "" ? visible(value) : field === "effort" ? words.agents.ownEffort : words.agents.nothing);
  return (
    <section aria-label={words.agents.whatChanges} className="rounded-m border border-n-4">
      <ul>
        {changes.map(({ field, before, after }) => (
          <li key={field} className="border-b border-n-3 px-3 py-2 last:border-0">
            <p className="text-12 font-semibold text-n-10">{words.agents.fields[field]}</p>
            <p className="break-words">
              <del className="bg-del px-1 no-underline">{shown(field, before)}</del>{" "}
              <ins className="bg-add px-1 no-underline">{shown(field, after)}</ins>
            </p>
          </li>
        ))}
      </ul>
      <div className="px-3 pb-2">
        <Terminal commands={changes.map((change) => toCommand(id, change))} />
      </div>
    </section>
  );
}
