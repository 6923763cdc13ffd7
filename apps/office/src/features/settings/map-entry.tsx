/** One entry of a list of names: its name beside its value, or a card that opens to its fields. */
"use client";
import { type ComponentType, useId, useState } from "react";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Wrong } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { Select } from "../../ui/select";
import { toWords } from "./change";
import { type Entry, type FormDraft, problemAt, readEntry } from "./draft";
import { FieldControl, type FieldProps, INPUT } from "./field-control";
import { isChanged, nameOfRow, nameProblem, type Row as RowDraft, withTyped } from "./rows";
import type { Field } from "./schema-fields";

interface Props {
  field: Field;
  draft: FormDraft;
  row: RowDraft;
  /** All entries of the list. */
  rows: readonly RowDraft[];
  /** The names that may be chosen; undefined: any text. */
  free: readonly string[] | undefined;
  Row: ComponentType<FieldProps>;
  onRow: (row: RowDraft) => void;
  onRemove: () => void;
}
type EntryProps = Props & { entry: Entry; problem: string | undefined };

export function MapEntry(props: Props) {
  const { field, draft, row } = props;
  const entry = readEntry(field, row, draft.settings);
  const [only] = entry.fields;
  const problem = draft.problems[entry.path.join(".")];
  return only?.key === "" && only.kind !== "map" ? (
    <Line {...props} {...{ entry, problem, only }} />
  ) : (
    <Card {...props} {...{ entry, problem }} />
  );
}

function Line(props: EntryProps & { only: Field }) {
  const { field, draft, row, onRow, onRemove, entry, only, problem } = props;
  const id = useId();
  const name = callRow(row);
  const isName = fitsName(field, row);
  return (
    <fieldset
      aria-label={name}
      className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] md:items-start"
    >
      <NameField {...props} problem={isName ? undefined : problem} />
      {/* Below its name on a phone, where the button stays beside the name. */}
      <div className="min-w-0 max-md:col-span-2 max-md:row-start-2">
        <FieldControl
          id={id}
          label={words.settings.rows.valueOf(name)}
          field={only}
          draft={{ ...toInner(draft, row, entry), problems: isName ? draft.problems : {} }}
          onType={(typed) => onRow(withTyped(row, only.key, typed))}
        />
      </div>
      <Remove name={name} onRemove={onRemove} />
    </fieldset>
  );
}

function Card(props: EntryProps) {
  const { row, rows, draft, entry, problem, Row, onRow, onRemove } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(row.from === undefined);
  const name = callRow(row);
  const isWrong =
    nameProblem(row, rows) !== undefined ||
    problem !== undefined ||
    entry.fields.some(({ path }) => problemAt(draft.problems, path.join(".")) !== undefined);
  // What must be mended is not hidden.
  const isShown = isOpen || isWrong;
  return (
    <fieldset aria-label={name} className="min-w-0">
      <div className="flex items-center gap-2">
        <button
          type="button"
          aria-expanded={isShown}
          aria-controls={`${id}-fields`}
          onClick={() => setOpen(!isShown)}
          className="flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-s text-left text-13 max-md:min-h-11"
        >
          <span className={`flex-none transition-transform ${isShown ? "rotate-90" : ""}`}>
            <Icon name="next" size={14} />
          </span>
          <span className="flex-none font-medium text-n-10">{name}</span>
          {isChanged(row) && (
            <span className="flex-none text-12 text-n-7">{words.settings.rows.changed}</span>
          )}
          {!isShown && entry.value !== undefined && (
            <span className="min-w-0 truncate text-12 text-n-7">{visible(toWords(entry.value))}</span>
          )}
        </button>
        <Remove name={name} onRemove={onRemove} />
      </div>
      {isShown && (
        <div id={`${id}-fields`} className="mt-2 grid grid-cols-[minmax(0,1fr)] md:pl-5.5">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1.5 border-b border-n-3 py-3 md:grid-cols-[minmax(0,1fr)_300px]">
            <span aria-hidden="true" className="text-13 font-medium text-n-10">
              {words.settings.rows.name}
            </span>
            <NameField {...props} />
          </div>
          {entry.fields.map((field) => (
            <Row
              key={field.key}
              field={field}
              draft={toInner(draft, row, entry)}
              onType={(typed) => onRow(withTyped(row, field.key, typed))}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}

function NameField({ field, row, rows, free, problem, onRow }: EntryProps) {
  const id = useId();
  const wrong = nameProblem(row, rows) ?? problem;
  const marks = {
    id,
    value: row.name,
    "aria-invalid": wrong !== undefined,
    "aria-describedby": wrong === undefined ? undefined : `${id}-problem`,
  };
  const type = (name: string): void => onRow({ ...row, name });
  const label = words.settings.rows.name;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-1">
      {free === undefined ? (
        <input
          {...marks}
          aria-label={label}
          autoComplete="off"
          spellCheck={false}
          placeholder={Object.keys(field.example ?? {})[0] ?? label}
          onChange={({ target }) => type(target.value)}
          className={`${INPUT} h-8 max-md:h-11`}
        />
      ) : (
        <Select
          {...marks}
          label={label}
          className="w-full"
          options={[...new Set([row.name, ...free])].map((value) => ({ value, name: value }))}
          onChange={({ target }) => type(target.value)}
        />
      )}
      {wrong !== undefined && <Wrong id={`${id}-problem`}>{oneLine(wrong, 300)}</Wrong>}
    </div>
  );
}

function Remove({ name, onRemove }: { name: string; onRemove: () => void }) {
  return (
    <Button
      kind="bare"
      size="icon"
      className="size-8 max-md:col-start-2 max-md:row-start-1"
      aria-label={words.settings.rows.removeNamed(name)}
      onClick={onRemove}
    >
      <Icon name="close" size={14} />
    </Button>
  );
}

/** The fields of the entry see only what was typed into it. */
function toInner(draft: FormDraft, row: RowDraft, entry: Entry): FormDraft {
  return { ...draft, typed: row.typed, settings: entry.settings };
}

function callRow({ name }: RowDraft): string {
  return name.trim() === "" ? words.settings.rows.new : oneLine(name, 60);
}

function fitsName({ entryPattern }: Field, row: RowDraft): boolean {
  return entryPattern === undefined || new RegExp(entryPattern, "u").test(nameOfRow(row));
}
