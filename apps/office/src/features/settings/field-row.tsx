/** One setting: what it is, its value, and what is wrong with it. */
"use client";
import { useId, useState } from "react";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { type Option, Select } from "../../ui/select";
import { toText, toWords, valueAt } from "./draft";
import { findOffer, useKnown } from "./known-names";
import type { Field } from "./schema-fields";
import { Ticks } from "./ticks";
import { problemAt, type SettingsDraft } from "./use-settings-draft";

const INPUT =
  "w-full rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-13 placeholder:text-n-7 max-md:text-16 aria-invalid:border-failed";

interface Props {
  field: Field;
  draft: SettingsDraft;
  /** Undefined takes the change back. */
  onType: (text: string | undefined) => void;
}

export function FieldRow({ field, draft, onType }: Props) {
  const id = useId();
  const { key, name, help, standard } = field;
  const isChanged = draft.typed[key] !== undefined && draft.changes.some((change) => change.key === key);
  const typed = draft.typed[key] !== undefined;
  const problem = typed ? problemAt(draft.problems, key) : undefined;
  return (
    <div
      className={`grid gap-x-6 gap-y-1.5 border-b border-n-3 py-3 md:grid-cols-[minmax(0,1fr)_300px] ${isChanged ? "shadow-[-12px_0_0_-8px_var(--accent),-12px_0_0_-7px_var(--accent-line)]" : ""}`}
    >
      <div className="min-w-0">
        {isTicked(field) ? (
          <span className="block text-13 font-medium text-n-10">{name}</span>
        ) : (
          <label htmlFor={id} className="block text-13 font-medium text-n-10">
            {name}
          </label>
        )}
        <p id={`${id}-help`} className="text-12 text-n-7">
          {visible(help)}
          {hasWords(standard) && words.settings.defaultIs(pickDefault(field))}
        </p>
        <code className="text-11 break-all text-n-7">{key}</code>
      </div>
      <div className="min-w-0">
        {field.kind === "secret" ? (
          <SecretInput
            // A new secret is saved: the field closes and shows its mask.
            key={String(valueAt(draft.settings, field.path))}
            id={id}
            field={field}
            draft={draft}
            onType={onType}
            isInvalid={problem !== undefined}
          />
        ) : (
          <ValueInput id={id} field={field} draft={draft} onType={onType} isInvalid={problem !== undefined} />
        )}
        {problem !== undefined && (
          <p id={`${id}-problem`} role="alert" className="mt-1 text-12 text-failed">
            {oneLine(problem, 300)}
          </p>
        )}
      </div>
    </div>
  );
}

type InputProps = Props & { id: string; isInvalid: boolean };

function ValueInput({ id, field, draft, onType, isInvalid }: InputProps) {
  const now = toText(field, draft.settings);
  const value = draft.typed[field.key] ?? now;
  const change = (text: string): void => onType(text === now ? undefined : text);
  const common = {
    id,
    value,
    "aria-invalid": isInvalid,
    "aria-describedby": describedBy({ id, isInvalid }),
    autoComplete: "off",
    spellCheck: false,
  } as const;
  const known = useKnown();
  const offer = findOffer(field.names, now, known);
  if (offer !== undefined && isTicked(field))
    return (
      <Ticks
        {...{ id, field, value, isInvalid, options: offer.options, stored: now, onChange: change }}
        describedBy={common["aria-describedby"]}
      />
    );
  const choices = offer === undefined ? listChoices(field) : offer.isOpen ? undefined : offer.options;
  if (choices !== undefined)
    return (
      <Select
        {...common}
        label={field.name}
        className="w-full"
        options={[
          ...(now === "" || offer !== undefined ? [{ value: "", name: words.settings.default }] : []),
          ...choices,
        ]}
        onChange={(event) => change(event.target.value)}
      />
    );
  if (field.kind === "list" || field.kind === "json")
    return (
      <textarea
        {...common}
        rows={Math.min(8, Math.max(2, value.split("\n").length))}
        placeholder={field.kind === "list" ? words.settings.onePerLine : words.settings.json}
        onChange={(event) => change(event.target.value)}
        className={`${INPUT} py-1.5`}
      />
    );
  return (
    <>
      <input
        {...common}
        list={offer === undefined ? undefined : `${id}-offer`}
        inputMode={field.kind === "text" ? "text" : "decimal"}
        placeholder={field.standard === undefined ? words.settings.notSet : toWords(field.standard)}
        onChange={(event) => change(event.target.value)}
        className={`${INPUT} h-8 max-md:h-11`}
      />
      {offer !== undefined && (
        <datalist id={`${id}-offer`}>
          {offer.options.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </datalist>
      )}
    </>
  );
}

function listChoices({ kind, choices }: Field): readonly Option[] | undefined {
  if (kind === "switch")
    return [
      { value: "true", name: words.settings.on },
      { value: "false", name: words.settings.off },
    ];
  return kind === "choice" ? choices : undefined;
}

/** A secret is never shown and never sent back: it is replaced or removed. */
function SecretInput({ id, field, draft, onType, isInvalid }: InputProps) {
  const [isOpen, setOpen] = useState(false);
  const mask = valueAt(draft.settings, field.path);
  const typed = draft.typed[field.key];
  const isEditing = isOpen || typed !== undefined;
  if (!isEditing)
    return (
      <div className="flex gap-2">
        <output id={id} className={`${INPUT} flex h-8 items-center truncate bg-n-1 text-n-7 max-md:h-11`}>
          {typeof mask === "string" && mask !== "" ? visible(mask) : words.settings.notSet}
        </output>
        <Button aria-label={words.settings.replaceNamed(field.name)} onClick={() => setOpen(true)}>
          {typeof mask === "string" && mask !== "" ? words.settings.replace : words.settings.set}
        </Button>
      </div>
    );
  return (
    <div className="flex gap-2">
      <input
        id={id}
        type="password"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field.
        autoFocus
        value={typed ?? ""}
        autoComplete="off"
        aria-invalid={isInvalid}
        aria-describedby={describedBy({ id, isInvalid })}
        placeholder={words.settings.newValue}
        onChange={(event) => onType(event.target.value === "" ? undefined : event.target.value)}
        className={`${INPUT} h-8 max-md:h-11`}
      />
      <Button
        kind="bare"
        onClick={() => {
          setOpen(false);
          onType(undefined);
        }}
      >
        {words.settings.keep}
      </Button>
    </div>
  );
}

/** Its help, then what is wrong with it. */
function describedBy({ id, isInvalid }: Pick<InputProps, "id" | "isInvalid">): string {
  return isInvalid ? `${id}-help ${id}-problem` : `${id}-help`;
}

/** A list of names: its boxes have labels of their own. */
function isTicked({ kind, names }: Field): boolean {
  return kind === "list" && names !== undefined;
}

/** The default, as its choice is called. */
function pickDefault({ choices, standard }: Field): string {
  return choices.find(({ value }) => value === standard)?.name ?? toWords(standard);
}

/** An empty list or part as a default says nothing. */
function hasWords(standard: unknown): boolean {
  return standard !== undefined && typeof standard !== "object";
}
