/** The rows that fit between head and foot, with the cursor always among them. */
import type { State } from "../state/state.js";
import type { Marks } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { cut, pad } from "../text/width.js";
import { type Row, type Section, toRows, type View } from "./view.js";

export interface BodySpace {
  readonly marks: Marks;
  readonly columns: number;
  /** Lines. */
  readonly room: number;
}

/** Lines of a pinned section at least: a gap, its head and a row. More, up to a third of the screen. */
const PINNED_LEAST = 3;
const PINNED_SHARE = 3;

interface Item {
  readonly row: Row | undefined;
  readonly lines: () => readonly Text[];
}

/** The row under the cursor. */
export function currentRow(state: Pick<State, "cursor">, view: View): Row | undefined {
  const rows = toRows(view);
  const found = rows.find(({ id }) => id === state.cursor);
  return found ?? (view.follows ? rows.at(-1) : rows[0]);
}

/** Exactly `room` lines. */
export function bodyLines(state: State, view: View, space: BodySpace): Text[] {
  const { room, columns, marks } = space;
  const items = view.sections.flatMap(toItems);
  if (items.length === 0) return padded(emptyLines(state, view), space);
  const current = currentRow(state, view);
  const isMarked = !view.follows || state.cursor !== undefined;
  const drawn = (item: Item): Text[] =>
    itemLines(item, { columns, marks, isCurrent: isMarked && item.row === current });
  const follows = view.follows && state.cursor === undefined;
  const part = (shown: readonly Item[], lines: number, otherwise = -1): Text[] => {
    const at = shown.findIndex(({ row }) => row === current);
    return getWindow(shown, at === -1 ? otherwise : at, { room: lines, drawn, follows });
  };
  const pinned = view.sections.flatMap((section) => (section.isPinned === true ? toItems(section) : []));
  if (pinned.length === 0 || isWithin(items, room, drawn)) return padded(part(items, room), space);
  const below = Math.min(pinned.length, Math.max(PINNED_LEAST, Math.floor(room / PINNED_SHARE)), room);
  const free = items.slice(0, items.length - pinned.length);
  // With the cursor below them, the last rows are shown: it came from there.
  const isBelow = current !== undefined && pinned.some(({ row }) => row === current);
  const above = padded(part(free, room - below, isBelow ? free.length - 1 : -1), {
    ...space,
    room: room - below,
  });
  return [...above, ...padded(part(pinned, below), { ...space, room: below })];
}

function toItems({ head = [], rows }: Section): Item[] {
  if (rows.length === 0) return [];
  return [
    ...head.map((line): Item => ({ row: undefined, lines: () => [line] })),
    ...rows.map((row) => ({ row, lines: row.lines })),
  ];
}

function isWithin(items: readonly Item[], room: number, drawn: (item: Item) => Text[]): boolean {
  // Each item has at least one line.
  return items.length <= room && items.reduce((sum, item) => sum + drawn(item).length, 0) <= room;
}

function emptyLines(state: State, view: View): Text[] {
  if (!view.isRead) return ["", paint("dim", `   ${state.problem ?? "Loading"}`)];
  return ["", ...view.empty.map((line) => `   ${line}`)];
}

function itemLines(
  { row, lines }: Item,
  { columns, marks, isCurrent }: { columns: number; marks: Marks; isCurrent: boolean },
): Text[] {
  return lines().map((line, at) => {
    if (row === undefined || !isCurrent) return join(["   ", line]);
    if (at > 0) return paint("inverse", pad(`   ${String(line)}`, columns));
    return paint("inverse", pad(` ${marks.cursor} ${cut(String(line), columns - 3, marks.cut)}`, columns));
  });
}

/** Lines around an item: from the top while everything up to it fits, else with it near the end. */
function getWindow(
  items: readonly Item[],
  at: number,
  { room, drawn, follows }: { room: number; drawn: (item: Item) => Text[]; follows: boolean },
): Text[] {
  const lines: Text[] = [];
  if (!follows) {
    let end = 0;
    // Rows above the cursor are drawn only as long as they may still be seen.
    for (const [index, item] of items.entries()) {
      const own = drawn(item);
      lines.push(...own);
      if (index === at) end = lines.length;
      if (index >= at && lines.length >= room) break;
    }
    const first = items[at] === undefined ? 0 : Math.max(0, end - room);
    return lines.slice(first, first + room);
  }
  for (let index = items.length - 1; index >= 0 && lines.length < room; index--) {
    const item = items[index];
    if (item !== undefined) lines.unshift(...drawn(item));
  }
  return lines.slice(-room);
}

function padded(lines: readonly Text[], { room, columns, marks }: BodySpace): Text[] {
  const shown = lines
    .slice(0, room)
    .map((line) => (typeof line === "string" ? cut(line, columns, marks.cut) : line));
  return [...shown, ...Array.from({ length: room - shown.length }, () => "")];
}
