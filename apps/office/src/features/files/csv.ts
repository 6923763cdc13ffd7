/** Rows of comma- or tab-separated values, as RFC 4180 says and programs write them. Linear and bounded. Pure. */

export interface CsvTable {
  rows: string[][];
  /** Whether there is more than is shown. */
  cut: boolean;
}

const ROWS_MAX = 200;
const COLUMNS_MAX = 30;
const CELL_MAX_CHARS = 500;

/** A quote that never ends takes the rest as one cell, like every spreadsheet. */
export function readCsv(text: string, separator: "," | "\t"): CsvTable {
  const table: CsvTable = { rows: [], cut: false };
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    if (table.rows.length === ROWS_MAX) return { ...table, cut: true };
    const { cell, end } = readCell(text, at, separator);
    if (row.length < COLUMNS_MAX) row.push(cell.slice(0, CELL_MAX_CHARS));
    else table.cut = true;
    at = end + 1;
    // The last cell of a row, or a separator at the end of the text, behind which one more cell is empty.
    if (text[end] === separator && at < text.length) continue;
    if (text[end] === separator) row.push("");
    if (text[end] === "\r" && text[at] === "\n") at += 1;
    table.rows.push(row);
    row = [];
  }
  return table;
}

function readCell(text: string, start: number, separator: string): { cell: string; end: number } {
  let cell = "";
  let at = start;
  while (text[at] === '"') {
    const close = text.indexOf('"', at + 1);
    const end = close === -1 ? text.length : close;
    // A doubled quote inside a cell is one quote.
    cell += (at === start ? "" : '"') + text.slice(at + 1, end);
    at = end + 1;
  }
  const plain = at;
  while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return { cell: cell + text.slice(plain, at), end: at };
}
