/**
 * Values under names of one's own, such as the MCP servers: each is added, renamed, changed and removed here. Nothing is
 * gone before it is saved: a removed one stays in the list, to be taken back.
 */
"use client";
import { type ComponentType, useRef } from "react";
import { flushSync } from "react-dom";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Wrong } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { toWords } from "./change";
import type { FieldProps } from "./field-control";
import { valueAt } from "./json";
import { MapEntry } from "./map-entry";
import { createRow, listRows, nameProblem, type Row, withRow } from "./rows";
import type { Field } from "./schema-fields";

export function MapField(
  props: FieldProps & {
    /** Ids of its name and of its help. */
    labelId: string;
    helpId: string | undefined;
    /** Shows a field of an entry, which may be such a list again. */
    Row: ComponentType<FieldProps>;
  },
) {
  const { field, draft, onType, labelId, helpId, Row } = props;
  const list = useRef<HTMLFieldSetElement>(null);
  const typed = draft.typed[field.key];
  const rows = listRows(valueAt(draft.settings, field.path), typed);
  const isNamed = rows.every((row) => nameProblem(row, rows) === undefined);
  // A wrong name is said at the name.
  const problem = isNamed ? draft.problems[field.path.join(".")] : undefined;
  const free = listFree(field, rows);
  function show(row: Row): void {
    flushSync(() => onType(withRow(typed, row)));
    const place = list.current?.querySelector(`[data-row="${CSS.escape(row.id)}"]`);
    (place?.querySelector<HTMLElement>("input,select") ?? place?.querySelector("button"))?.focus();
  }
  return (
    <fieldset
      ref={list}
      aria-labelledby={labelId}
      aria-describedby={helpId}
      className="mt-2 grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2"
    >
      {rows.length === 0 ? (
        <Empty field={field} />
      ) : (
        <ul className="rounded-m border border-n-4">
          {rows.map((row) => (
            <li key={row.id} data-row={row.id} className="border-b border-n-3 p-3 last:border-0">
              {row.isRemoved === true ? (
                <Removed name={row.name} onBack={() => show({ ...row, isRemoved: false })} />
              ) : (
                <MapEntry
                  {...{ field, draft, row, rows, free, Row }}
                  onRow={(next) => onType(withRow(typed, next))}
                  onRemove={() => show({ ...row, isRemoved: true })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {problem !== undefined && <Wrong>{oneLine(problem, 300)}</Wrong>}
      {free?.length !== 0 && (
        <Button
          className="justify-self-start"
          aria-label={words.settings.rows.addTo(field.name)}
          onClick={() => show(createRow(typed, free?.[0] ?? ""))}
        >
          <Icon name="plus" size={14} />
          {words.settings.rows.add}
        </Button>
      )}
    </fieldset>
  );
}

/** The known names that no entry has; undefined: any name is possible. */
function listFree({ entryNames }: Field, rows: readonly Row[]): readonly string[] | undefined {
  return entryNames?.filter((name) => rows.every((row) => row.name !== name || row.isRemoved === true));
}

function Empty({ field: { example = {} } }: { field: Field }) {
  const [first] = Object.entries(example);
  return (
    <p className="rounded-m border border-dashed border-n-5 px-3 py-2.5 text-12 break-words text-n-7">
      {words.settings.rows.none}
      {first !== undefined && (
        <>
          {" "}
          {words.settings.rows.example}{" "}
          <code className="text-n-9">
            {first[0]} → {toWords(first[1])}
          </code>
        </>
      )}
    </p>
  );
}

function Removed({ name, onBack }: { name: string; onBack: () => void }) {
  const shown = oneLine(name, 60);
  return (
    <div className="flex items-center justify-between gap-3 text-13 text-n-7">
      <span className="min-w-0 break-words">
        <del>{shown}</del> {words.settings.rows.removed}
      </span>
      <Button size="s" aria-label={words.settings.rows.undoNamed(shown)} onClick={onBack}>
        {words.common.undo}
      </Button>
    </div>
  );
}
