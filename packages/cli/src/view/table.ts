/** Tables for terminals: aligned columns, no lines, every cell one clean line. */
import { cleanLine } from "./sanitize.js";
import { cut, pad, widthOf } from "./width.js";

const GAP = "  ";
const WIDEST_CELL = 60;

/** Lines of a table; the first row is the head. Cells are cleaned and cut here. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map((cell) => cut(cleanLine(cell), WIDEST_CELL)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ""))));
  return cells.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** Lines of `name  value` pairs. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => widthOf(name)));
  return pairs.map(([name, value]) => `${pad(name, width)}${GAP}${cleanLine(value)}`);
}
