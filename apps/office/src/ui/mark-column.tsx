/** The column of boxes that mark rows for a bulk action. */
"use client";
import type { Column } from "./table";

interface Marks<T> {
  toKey: (row: T) => string;
  marked: ReadonlySet<string>;
  toggle: (key: string) => void;
  /** What a screen reader says of the box of a row. */
  nameOf: (row: T) => string;
}

export function markColumn<T>({ toKey, marked, toggle, nameOf }: Marks<T>): Column<T> {
  return {
    key: "mark",
    head: "",
    width: "20px",
    cell: (row) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps the click from opening the row.
      <label
        className="grid place-items-center max-md:-mx-3 max-md:h-11 max-md:w-11"
        onClick={(event) => event.stopPropagation()}
      >
        <input
          type="checkbox"
          aria-label={nameOf(row)}
          checked={marked.has(toKey(row))}
          onChange={() => toggle(toKey(row))}
          className="block size-4 accent-n-10"
        />
      </label>
    ),
  };
}
