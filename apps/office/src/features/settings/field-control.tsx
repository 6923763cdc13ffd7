/** The value of one setting, and what is wrong with it. Without a label: that stands beside it, or is `label`. */
"use client";
import { useState } from "react";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Wrong } from "../../ui/field";
import { type Option, Select } from "../../ui/select";
import { toWords } from "./change";
import { type FormDraft, problemAt } from "./draft";
import { toText } from "./field-text";
import { valueAt } from "./json";
import { findOffer, useKnown } from "./known-names";
import type { Typed } from "./rows";
import type { Field } from "./schema-fields";
import { Ticks } from "./ticks";

export const INPUT =
  "w-full min-w-0 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-13 placeholder:text-n-7 max-md:text-16 aria-invalid:border-failed";

export interface FieldProps {
  field: Field;
  draft: FormDraft;
  /** Undefined takes the change back. */
  onType: (typed: Typed | undefined) => void;
}

interface ControlProps extends FieldProps {
  id: string;
  /** Undefined: a label names the control by its id. */
  label?: string;
  /** Id of the text that says what it is. */
  helpId?: string;
}

export function FieldControl({ id, label, helpId, field, draft, onType }: ControlProps) {
  const problem = problemAt(draft.problems, field.path.join("."));
  const marks: Marks = {
    id,
    "aria-label": label,
    "aria-invalid": problem !== undefined,
    "aria-describedby":
      [helpId, problem === undefined ? undefined : `${id}-problem`].filter(Boolean).join(" ") || undefined,
  };
  const stored = valueAt(draft.settings, field.path);
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-1">
      {field.kind === "secret" ? (
        // A new secret is saved: the field closes and shows its mask.
        <SecretInput key={String(stored)} {...{ marks, field, draft, onType }} />
      ) : (
        <ValueInput {...{ marks, field, draft, onType }} />
      )}
      {problem !== undefined && <Wrong id={`${id}-problem`}>{oneLine(problem, 300)}</Wrong>}
    </div>
  );
}

interface Marks {
  id: string;
  "aria-label": string | undefined;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}
type InputProps = FieldProps & { marks: Marks };

function ValueInput({ marks, field, draft, onType }: InputProps) {
  const now = toText(field, draft.settings);
  const typed = draft.typed[field.key];
  const value = typeof typed === "string" ? typed : now;
  const change = (text: string): void => onType(text === now ? undefined : text);
  const common = { ...marks, value, autoComplete: "off", spellCheck: false } as const;
  const known = useKnown();
  const offer = findOffer(field.names, now, known);
  if (offer !== undefined && isTicked(field))
    return (
      <Ticks
        {...{ id: marks.id, field, value, options: offer.options, stored: now, onChange: change }}
        isInvalid={marks["aria-invalid"]}
        describedBy={marks["aria-describedby"]}
      />
    );
  const choices = offer === undefined ? listChoices(field) : offer.isOpen ? undefined : offer.options;
  if (choices !== undefined)
    return (
      <Select
        {...common}
        label={marks["aria-label"] ?? field.name}
        className="w-full"
        options={[
          ...(now === "" || offer !== undefined
            ? [{ value: "", name: field.isNeeded ? words.settings.notSet : words.settings.default }]
            : []),
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
        list={offer === undefined ? undefined : `${marks.id}-offer`}
        inputMode={field.kind === "text" ? "text" : "decimal"}
        placeholder={field.standard === undefined ? words.settings.notSet : toWords(field.standard)}
        onChange={(event) => change(event.target.value)}
        className={`${INPUT} h-8 max-md:h-11`}
      />
      {offer !== undefined && (
        <datalist id={`${marks.id}-offer`}>
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
function SecretInput({ marks, field, draft, onType }: InputProps) {
  const [isOpen, setOpen] = useState(false);
  const mask = valueAt(draft.settings, field.path);
  const typed = draft.typed[field.key];
  const name = marks["aria-label"] ?? field.name;
  const hasOne = typeof mask === "string" && mask !== "";
  // Beside a new name there is nothing to keep.
  const isNew = marks["aria-label"] !== undefined && !hasOne;
  if (!isOpen && !isNew && typed === undefined)
    return (
      <div className="flex gap-2">
        <output {...marks} className={`${INPUT} flex h-8 items-center truncate bg-n-1 text-n-7 max-md:h-11`}>
          {hasOne ? visible(mask) : words.settings.notSet}
        </output>
        <Button aria-label={words.settings.replaceNamed(name)} onClick={() => setOpen(true)}>
          {hasOne ? words.settings.replace : words.settings.set}
        </Button>
      </div>
    );
  return (
    <div className="flex gap-2">
      <input
        {...marks}
        type="password"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field.
        autoFocus={isOpen}
        value={typeof typed === "string" ? typed : ""}
        autoComplete="off"
        placeholder={words.settings.newValue}
        onChange={(event) => onType(event.target.value === "" ? undefined : event.target.value)}
        className={`${INPUT} h-8 max-md:h-11`}
      />
      {!isNew && (
        <Button
          kind="bare"
          onClick={() => {
            setOpen(false);
            onType(undefined);
          }}
        >
          {words.settings.keep}
        </Button>
      )}
    </div>
  );
}

/** A list of names: its boxes have labels of their own. */
export function isTicked({ kind, names }: Field): boolean {
  return kind === "list" && names !== undefined;
}
