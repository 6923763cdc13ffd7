/**
 * Tables for terminals: aligned columns, no lines, every cell one clean line. A row never leaves the screen: long texts
 * are cut, ids and times never, since people copy them. If the columns do not fit next to each other, each row becomes
 * a separate block.
 */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cut, pad, widthOf, wrap, wrapWords } from "@tinyagi/visualizer/text";

const GAP = "  ";
/** Of one word on a screen. */
const WIDEST_CELL = 60;
/** Narrower than this a text says nothing. */
const NARROWEST_TEXT = 10;
/** `2026-01-31 18:00:00` */
const LONGEST_TIME = 19;

type Cells = readonly (readonly string[])[];

/**
 * Lines of a table; the first row is the head. Cells are cleaned and cut here.
 *
 * @param columns of the screen; infinite without one
 */
export function table(head: readonly string[], rows: Cells, columns = Number.POSITIVE_INFINITY): string[] {
  const isScreen = Number.isFinite(columns);
  const all = [head, ...rows].map((row) =>
    row.map((cell) => {
      const clean = cleanLine(cell);
      // A file or a pipe takes every length, and the next program needs all of it.
      if (!isScreen) return clean;
      return cut(clean, isSentence(clean) ? columns : WIDEST_CELL);
    }),
  );
  const cells = measureExcess(naturalWidths(all), columns) > 0 ? withoutEmpty(all) : all;
  const widths = fit(cells, columns);
  if (measureExcess(widths, columns) > 0) return blocks(all, columns);
  return cells.map((row) =>
    row
      .map((cell, column) => pad(cut(cell, widths[column] ?? 0), widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** Each row as lines of `HEAD  cell`, empty cells left out, an empty line between two rows. */
function blocks([head = [], ...rows]: Cells, columns: number): string[] {
  const label = Math.max(...head.map(widthOf));
  const room = Math.max(1, columns - label - GAP.length);
  return rows.flatMap((row, index) => {
    const lines = head.flatMap((name, column) => {
      const cell = row[column] ?? "";
      if (cell === "") return [];
      const parts = isSentence(cell) ? [cut(cell, room)] : wrap(cell, room);
      return parts.map((part, at) => cut(`${pad(at === 0 ? name : "", label)}${GAP}${part}`, columns));
    });
    return index === 0 ? lines : ["", ...lines];
  });
}

/** Widths of the columns: the widest texts give way until a row fits. */
function fit(cells: Cells, columns: number): number[] {
  const widths = naturalWidths(cells);
  const isText = widths.map((_, column) => cells.some((row) => isSentence(row[column] ?? "")));
  let excess = measureExcess(widths, columns);
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

function naturalWidths(cells: Cells): number[] {
  return (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ""))));
}

function measureExcess(widths: readonly number[], columns: number): number {
  return widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns;
}

/** Columns that are empty in every row only take room. */
function withoutEmpty([head = [], ...rows]: Cells): Cells {
  if (rows.length === 0) return [head];
  const isFilled = head.map((_, column) => rows.some((row) => (row[column] ?? "") !== ""));
  return [head, ...rows].map((row) => row.filter((_, column) => isFilled[column]));
}

function isSentence(cell: string): boolean {
  return cell.includes(" ") && widthOf(cell) > LONGEST_TIME;
}

/**
 * Lines of `name  value` pairs.
 *
 * @param columns of the screen, where a long value continues below; infinite without one
 */
export function facts(
  pairs: readonly (readonly [name: string, value: string])[],
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => widthOf(name)));
  const room = columns - width - GAP.length;
  return pairs.flatMap(([name, value]) => {
    const clean = cleanLine(value);
    const parts = room < NARROWEST_TEXT || !Number.isFinite(room) ? [clean] : wrapWords(clean, room);
    return parts.map((part, at) => `${pad(at === 0 ? name : "", width)}${GAP}${part}`);
  });
}
