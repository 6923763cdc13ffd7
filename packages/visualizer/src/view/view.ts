/** What a view hands to the frame: rows that know what keys would act on, and lines drawn only if they are on the screen. */

import type { Target } from "../state/state.js";
import type { Marks } from "../text/marks.js";
import type { Text } from "../text/styled.js";

export interface Row {
  readonly id: string;
  readonly target: Target;
  /** At most as wide as the view was told. The first one carries the cursor. */
  readonly lines: () => readonly Text[];
}

export interface Section {
  /** Above its rows; shown only with them. */
  readonly head?: readonly Text[];
  readonly rows: readonly Row[];
  /** Stays at the bottom of the screen when the rows above do not fit. */
  readonly isPinned?: boolean;
}

export interface View {
  readonly title: string;
  /** Numbers beside the connection; they are never cut. */
  readonly facts: readonly string[];
  /** A second line of the head: what it is about, and numbers. */
  readonly second?: { readonly left: string; readonly right: string };
  readonly sections: readonly Section[];
  /** Instead of rows, while there are none. */
  readonly empty: readonly string[];
  /** `newest`: the last row is at the bottom and followed, unless the cursor is on another one. */
  readonly follows: boolean;
  /** Keys of this view beside those that work everywhere. */
  readonly keys: readonly KeyHint[];
  /** The answers it waits for were read. */
  readonly isRead: boolean;
}

export type KeyHint = readonly [key: string, does: string];

/** What a view draws with. */
export interface Drawing {
  readonly marks: Marks;
  /** For the rows. */
  readonly columns: number;
  /** States are words however narrow it is. */
  readonly hasWords?: boolean;
}

/** The rows of a view that the filter lets through, in their order. */
export function toRows({ sections }: Pick<View, "sections">): readonly Row[] {
  return sections.flatMap(({ rows }) => rows);
}

/** Whether every word of the filter is somewhere in the texts. */
export function matches(filter: string, ...texts: readonly (string | null | undefined)[]): boolean {
  if (filter === "") return true;
  const all = texts.join(" ").toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
