/**
 * Tables for terminals: aligned columns, no lines, every cell one clean line. Rows fit the screen: long words in
 * sentences are cut, ids and times never, since they are copied.
 */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cut, pad, widthOf } from "./width.js";

const GAP = "  ";
const WIDEST_CELL = 60;
/** Narrower than this a text says nothing; such a row may be longer than the screen. */
const NARROWEST_TEXT = 10;
/** `2026-01-31 18:00:00` */
const LONGEST_TIME = 19;

/**
 * Lines of a table; the first row is the head. Cells are cleaned and cut here.
 *
 * @param columns of the screen; without end where there is none
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const all = [head, ...rows].map((row) => row.map((cell) => cut(cleanLine(cell), WIDEST_CELL)));
  const cells = excessOf(naturalWidths(all), columns) > 0 ? withoutEmpty(all) : all;
  const widths = fit(cells, columns);
  return cells.map((row) =>
    row
      .map((cell, column) => pad(cut(cell, widths[column] ?? 0), widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** Widths of the columns: the widest texts give way until a row fits. */
function fit(cells: readonly (readonly string[])[], columns: number): number[] {
  const widths = naturalWidths(cells);
  const isText = widths.map((_, column) => cells.some((row) => isSentence(row[column] ?? "")));
  let excess = excessOf(widths, columns);
  while (excess > 0) {
    const widest = widths.reduce(
      (best, width, column) =>
        isText[column] === true && width > Math.max(NARROWEST_TEXT, widths[best] ?? 0) ? column : best,
      -1,
    );
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function naturalWidths(cells: readonly (readonly string[])[]): number[] {
  return (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ""))));
}

function excessOf(widths: readonly number[], columns: number): number {
  return widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns;
}

/** Columns that say nothing in any row only take room. */
function withoutEmpty([head = [], ...rows]: readonly (readonly string[])[]): (readonly string[])[] {
  if (rows.length === 0) return [head];
  const isFilled = head.map((_, column) => rows.some((row) => (row[column] ?? "") !== ""));
  return [head, ...rows].map((row) => row.filter((_, column) => isFilled[column]));
}

function isSentence(cell: string): boolean {
  return cell.includes(" ") && widthOf(cell) > LONGEST_TIME;
}

/** Lines of `name  value` pairs. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => widthOf(name)));
  return pairs.map(([name, value]) => `${pad(name, width)}${GAP}${cleanLine(value)}`);
}
