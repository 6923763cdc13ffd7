/** A table of an answer: columns beside one another where they fit, else a block for each row. Nothing is cut. Pure. */
import { join, paint, type Text, widthOf, wrapStyled } from "../text/index.js";

const GAP = "  ";
const NARROWEST = 10;

/** @param rows the first one is the head */
export function tableLines(rows: readonly (readonly Text[])[], columns: number): Text[] {
  const [head = [], ...rest] = rows;
  const widths = head.map((_, at) =>
    rows.reduce((most, row) => Math.max(most, widthOf(String(row[at] ?? ""))), 0),
  );
  const width = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
  if (width > columns) return blocks(head, rest, columns);
  const line = (row: readonly Text[]): Text[] =>
    row.flatMap((cell, at) => {
      const filling = at === row.length - 1 ? "" : " ".repeat((widths[at] ?? 0) - widthOf(String(cell)));
      return at === 0 ? [cell, filling] : [GAP, cell, filling];
    });
  return [join([paint("bold", String(join(line(head))))]), ...rest.map((row) => join(line(row)))];
}

function blocks(head: readonly Text[], rows: readonly (readonly Text[])[], columns: number): Text[] {
  return rows.flatMap((row, index) => {
    const lines = row.flatMap((cell, at) => {
      if (String(cell) === "") return [];
      const name = String(head[at] ?? "");
      const words = join(name === "" ? [cell] : [paint("bold", `${name}:`), " ", cell]);
      return wrapStyled(words, Math.max(NARROWEST, columns));
    });
    return index === 0 ? lines : ["", ...lines];
  });
}
