/** One setting: what it is, its value, and what is wrong with it. */
"use client";
import { useId } from "react";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { toWords } from "./change";
import { FieldControl, type FieldProps, isTicked } from "./field-control";
import { MapField } from "./map-field";
import type { Field } from "./schema-fields";

export function FieldRow({ field, draft, onType }: FieldProps) {
  const id = useId();
  const { name } = field;
  const key = field.path.join(".");
  const isChanged = draft.changes.some((change) => change.key === key);
  if (field.kind === "map")
    return (
      <div className="border-b border-n-3 py-3 last:border-0">
        {/* A list that is a group or an entry of its own has its name in the heading. */}
        <span
          id={`${id}-name`}
          className={
            field.path.length === 1 || field.key === "" ? "sr-only" : "block text-13 font-medium text-n-10"
          }
        >
          {name}
        </span>
        {field.key !== "" && <Help id={`${id}-help`} field={field} />}
        <MapField
          {...{ field, draft, onType }}
          Row={FieldRow}
          labelId={`${id}-name`}
          helpId={field.key === "" ? undefined : `${id}-help`}
        />
      </div>
    );
  return (
    <div
      className={`grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1.5 border-b border-n-3 py-3 md:grid-cols-[minmax(0,1fr)_300px] ${isChanged ? "shadow-[-12px_0_0_-8px_var(--accent),-12px_0_0_-7px_var(--accent-line)]" : ""}`}
    >
      <div className="min-w-0">
        {isTicked(field) ? (
          <span className="block text-13 font-medium text-n-10">{name}</span>
        ) : (
          <label htmlFor={id} className="block text-13 font-medium text-n-10">
            {name}
          </label>
        )}
        <Help id={`${id}-help`} field={field} />
      </div>
      <FieldControl {...{ id, field, draft, onType }} helpId={`${id}-help`} />
    </div>
  );
}

/** What it does, its default, and its place in the file. */
function Help({ id, field }: { id: string; field: Field }) {
  return (
    <>
      <p id={id} className="text-12 text-n-7">
        {visible(field.help)}
        {hasWords(field.standard) && words.settings.defaultIs(pickDefault(field))}
      </p>
      <code className="text-11 break-all text-n-7">{visible(field.path.join("."))}</code>
    </>
  );
}

/** The default, as its choice is called. */
function pickDefault({ choices, standard }: Field): string {
  return choices.find(({ value }) => value === standard)?.name ?? toWords(standard);
}

/** An empty list or part as a default says nothing. */
function hasWords(standard: unknown): boolean {
  return standard !== undefined && typeof standard !== "object";
}
