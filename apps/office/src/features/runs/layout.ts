/** Where the parts of a graph stand: what needs a result stands right of what gives it. Pure, linear in the edges. */
import type { Row } from "./rows";

/** Two lines of a title, and who works on it. */
export const NODE_WIDTH = 264;
export const NODE_HEIGHT = 64;
const GAP_X = 56;
const GAP_Y = 20;
const MARGIN = 24;
/** From a part to the trunk of those that it started. */
const TRUNK = 20;
/** Lines of results leave and arrive beside those of parents. */
const PORT = 10;
const PORT_GAP = 8;
/** More results arrive on the same ones again. */
const PORTS = 4;
/** Between lines that share a gap. */
const LANE_GAP = 4;

export interface Place {
  row: Row;
  x: number;
  y: number;
}

/** `parent`: it was started by that one. `need`: it needs the result of that one. */
export interface Edge {
  from: string;
  to: string;
  kind: "parent" | "need";
  path: string;
}

export interface Layout {
  places: readonly Place[];
  edges: readonly Edge[];
  width: number;
  height: number;
}

export function toLayout(rows: readonly Row[]): Layout {
  const columns = getColumns(rows);
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
    listSources(row).flatMap(({ from, kind }, index): Edge[] => {
      const [a, b] = [places.get(from), places.get(row.key)];
      if (a === undefined || b === undefined) return [];
      return [
        { from, to: row.key, kind, path: kind === "parent" ? parentPath(a, b) : needPath(a, b, index) },
      ];
    }),
  );
  return {
    places: [...places.values()],
    edges,
    width: 2 * MARGIN + Math.max(1, filled.size) * (NODE_WIDTH + GAP_X) - GAP_X,
    height: 2 * MARGIN + Math.max(1, ...filled.values()) * (NODE_HEIGHT + GAP_Y) - GAP_Y,
  };
}

/** What it needs stands between it and the work that started both, so that a line from there would say nothing new. */
function listSources({ needs, parent }: Row): readonly Pick<Edge, "from" | "kind">[] {
  if (needs.length > 0) return needs.map((from) => ({ from, kind: "need" }));
  return parent === undefined ? [] : [{ from: parent, kind: "parent" }];
}

/** One more than the farthest of what it needs. Each round settles the parts whose needs are settled. */
function getColumns(rows: readonly Row[]): Map<string, number> {
  const known = new Set(rows.map(({ key }) => key));
  const columns = new Map<string, number>();
  const missing = new Map(
    rows.map((row): [string, number] => [
      row.key,
      listSources(row).filter(({ from }) => known.has(from)).length,
    ]),
  );
  const dependents = new Map<string, string[]>();
  for (const row of rows)
    for (const { from } of listSources(row)) {
      const list = dependents.get(from);
      if (list === undefined) dependents.set(from, [row.key]);
      else list.push(row.key);
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

/** Children hang on one trunk below the work that started them. */
function parentPath(a: Place, b: Place): string {
  const [y1, y2] = [a.y + NODE_HEIGHT / 2, b.y + NODE_HEIGHT / 2];
  return `M${a.x + NODE_WIDTH} ${y1}H${b.x - GAP_X + TRUNK}V${y2}H${b.x}`;
}

/** A line of its own, so that it can be followed from end to end. It never goes over a card that it does not mean. */
function needPath(a: Place, b: Place, index: number): string {
  const port = index % PORTS;
  const [x1, x2] = [a.x + NODE_WIDTH, b.x];
  const [y1, y2] = [a.y + NODE_HEIGHT - PORT, b.y + PORT + port * PORT_GAP];
  if (x2 - x1 <= GAP_X) return `M${x1} ${y1}C${x1 + GAP_X} ${y1} ${x2 - GAP_X} ${y2} ${x2} ${y2}`;
  // All columns have their lines at the same heights, so the gap above a line is free from end to end.
  const free = b.y - GAP_Y / 2 - (PORTS / 2 - port) * LANE_GAP;
  const [out, into] = [x1 + TRUNK + (port + 1) * LANE_GAP, x2 - (port + 1) * LANE_GAP];
  return `M${x1} ${y1}H${out}V${free}H${into}V${y2}H${x2}`;
}
