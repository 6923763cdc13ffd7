/** Widths of table columns: names give way before numbers, and the widest name first. */

import { cleanText } from "@tinyagi/contracts/clean-text";
import type { Marks } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { cut, pad, padStart, widthOf } from "../text/width.js";

export interface Column {
  readonly want: number;
  /** Numbers want what they need and never less. */
  readonly min: number;
  /** Takes what is left over. */
  readonly grows?: boolean;
  readonly isNumber?: boolean;
}

const GAP = 2;
/** A longer gap between a name and its numbers is hard to read across: only texts take more than this. */
const READABLE = 90;

/** What a growing column wants for these texts. */
export function wantFor(texts: readonly string[], columns: number): number {
  return Math.max(0, ...texts.map((text) => Math.min(columns, widthOf(text))));
}

export function fitColumns(columns: readonly Column[], room: number): number[] {
  const widths = columns.map(({ want }) => want);
  const gaps = GAP * (columns.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, gaps) - room;
  while (excess > 0) {
    let widest = -1;
    for (const [at, width] of widths.entries())
      if (width > (columns[at]?.min ?? 0) && width > (widths[widest] ?? 0)) widest = at;
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  const growing = columns.findIndex(({ grows }) => grows === true);
  const spare = Math.min(-excess, Math.max(0, READABLE - room - excess));
  if (growing !== -1 && spare > 0) widths[growing] = (widths[growing] ?? 0) + spare;
  return widths;
}

/** Cells beside one another, each as wide as its column. */
export function cellsLine(
  cells: readonly Text[],
  widths: readonly number[],
  { columns, marks }: { columns: readonly Column[]; marks: Marks },
): Text {
  return join(
    cells.flatMap((cell, at) => {
      const width = widths[at] ?? 0;
      const fitted = fitCell(cell, width, { marks, isNumber: columns[at]?.isNumber === true });
      return at === 0 ? [fitted] : [" ".repeat(GAP), fitted];
    }),
  );
}

/** Names come from outside, too; spaces before a name are part of the tree. */
function oneLine(text: string): string {
  return cleanText(text).replace(/\s/g, " ");
}

function fitCell(cell: Text, width: number, { marks, isNumber }: { marks: Marks; isNumber: boolean }): Text {
  const text = oneLine(String(cell));
  const fitted = isNumber
    ? padStart(cut(text, width, marks.cut), width)
    : pad(cut(text, width, marks.cut), width);
  if (typeof cell === "string") return fitted;
  // A styled cell that fits keeps its styles; a cut one is in the style of its beginning.
  if (widthOf(text) <= width) {
    const filling = " ".repeat(width - widthOf(text));
    return isNumber ? join([filling, cell]) : join([cell, filling]);
  }
  const style = cell.spans.find((span) => span.style !== undefined)?.style;
  return style === undefined ? fitted : paint(style, fitted);
}
