/** Where the parts of a graph stand: what needs a result stands right of what gives it. Pure, linear in the edges. */
import type { Row } from "./rows";

export const NODE_WIDTH = 200;
export const NODE_HEIGHT = 44;
const GAP_X = 56;
const GAP_Y = 12;
const MARGIN = 24;

export interface Place {
  row: Row;
  x: number;
  y: number;
}

export interface Layout {
  places: readonly Place[];
  edges: readonly { from: string; to: string; path: string }[];
  width: number;
  height: number;
}

export function layoutOf(rows: readonly Row[]): Layout {
  const columns = columnsOf(rows);
  const filled = new Map<number, number>();
  const places = new Map<string, Place>();
  for (const row of rows) {
    const column = columns.get(row.key) ?? 0;
    const line = filled.get(column) ?? 0;
    filled.set(column, line + 1);
    places.set(row.key, {
      row,
      x: MARGIN + column * (NODE_WIDTH + GAP_X),
      y: MARGIN + line * (NODE_HEIGHT + GAP_Y),
    });
  }
  const edges = rows.flatMap((row) =>
    row.needs.flatMap((from) => {
      const [a, b] = [places.get(from), places.get(row.key)];
      return a === undefined || b === undefined ? [] : [{ from, to: row.key, path: pathOf(a, b) }];
    }),
  );
  return {
    places: [...places.values()],
    edges,
    width: 2 * MARGIN + Math.max(1, filled.size) * (NODE_WIDTH + GAP_X) - GAP_X,
    height: 2 * MARGIN + Math.max(1, ...filled.values()) * (NODE_HEIGHT + GAP_Y) - GAP_Y,
  };
}

/** One more than the farthest of what it needs. Each round settles the parts whose needs are settled. */
function columnsOf(rows: readonly Row[]): Map<string, number> {
  const known = new Set(rows.map(({ key }) => key));
  const columns = new Map<string, number>();
  const missing = new Map(
    rows.map(({ key, needs }): [string, number] => [key, needs.filter((one) => known.has(one)).length]),
  );
  const dependents = new Map<string, string[]>();
  for (const { key, needs } of rows)
    for (const one of needs) {
      const list = dependents.get(one);
      if (list === undefined) dependents.set(one, [key]);
      else list.push(key);
    }
  const ready = rows.filter(({ key }) => missing.get(key) === 0).map(({ key }) => key);
  for (const key of ready) {
    const column = columns.get(key) ?? 0;
    columns.set(key, column);
    for (const next of dependents.get(key) ?? []) {
      columns.set(next, Math.max(columns.get(next) ?? 0, column + 1));
      const left = (missing.get(next) ?? 0) - 1;
      missing.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return columns;
}

function pathOf(a: Place, b: Place): string {
  const [y1, y2] = [a.y + NODE_HEIGHT / 2, b.y + NODE_HEIGHT / 2];
  return `M${a.x + NODE_WIDTH} ${y1}H${b.x - GAP_X / 2}V${y2}H${b.x}`;
}
