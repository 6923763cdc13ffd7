/** The lanes of the board, from the daemon's answer, and the ways through them by keyboard. Pure. */
import { words } from "../../locale/words";
import type { Option } from "../../ui/select";
import type { Board, Card, Column, Move } from "./board-state";

export type LaneKind = "assignee" | "project";

export interface Lane {
  /** The assignee or the project; empty for the tasks without one, and for a board without lanes. */
  id: string;
  name: string;
  /** The assignee was deleted: no card can be moved here. */
  isMissing: boolean;
  total: number;
  columns: Column[];
}

export function getLane(card: Pick<Card, "assignee" | "projectId">, by: LaneKind): string {
  return by === "project" ? (card.projectId ?? "") : card.assignee;
}

/** A board without lanes is one lane. */
export function wholeBoard({ columns }: { columns: Column[] }): Lane {
  const total = columns.reduce((sum, column) => sum + column.total, 0);
  return { id: "", name: "", isMissing: false, total, columns };
}

/**
 * @param known what lanes can be, with the names to show
 * @param isWhole false on a narrowed board: there only lanes with tasks are shown
 */
export function toLanes(
  board: Board,
  by: LaneKind,
  { known, isWhole }: { known: readonly Option[]; isWhole: boolean },
): Lane[] {
  const found = board.lanes ?? [];
  const ids = new Set(found.map(({ id }) => id));
  const names = new Map(known.map(({ value, name }) => [value, name]));
  const empty = (isWhole ? known : [])
    .filter(({ value }) => !ids.has(value))
    .map(({ value, name }) => ({ id: value, name, missing: false, totals: NO_TASKS }));
  const all = [...found, ...empty].map(({ id, name, missing, totals }) => {
    const columns = board.columns.map(({ status, cards }) => ({
      status,
      total: totals[status] ?? 0,
      cards: cards.filter((card) => getLane(card, by) === id),
    }));
    const shown = missing ? words.tasks.deleted(name) : (names.get(id) ?? name);
    return { ...wholeBoard({ columns }), id, name: shown, isMissing: missing };
  });
  // By name, whatever they hold: a lane that becomes empty does not jump away.
  return all.sort((a, b) => Number(a.id === "") - Number(b.id === "") || a.name.localeCompare(b.name));
}

const NO_TASKS: NonNullable<Board["lanes"]>[number]["totals"] = {};

interface Place {
  lane: number;
  column: number;
  row: number;
}

function resolvePlace(lanes: readonly Lane[], id: string | undefined): Place | undefined {
  for (const [lane, { columns }] of lanes.entries())
    for (const [column, { cards }] of columns.entries()) {
      const row = cards.findIndex((card) => card.id === id);
      if (row !== -1) return { lane, column, row };
    }
  return undefined;
}

/**
 * The move that Shift with an arrow means. Up from the first card of a lane goes to the lane above, down from the last
 * one to the lane below.
 */
export function arrowMove(lanes: readonly Lane[], id: string, key: string): Move | undefined {
  const place = resolvePlace(lanes, id);
  if (place === undefined) return undefined;
  const { columns } = lanes[place.lane] as Lane;
  const { status, cards } = columns[place.column] as Column;
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (sideways !== undefined) {
    const next = columns[place.column + sideways];
    return next && { id, to: next.status, before: next.cards[0]?.id };
  }
  if (key === "ArrowUp")
    return place.row > 0
      ? { id, to: status, before: cards[place.row - 1]?.id }
      : toLane(lanes.slice(0, place.lane).findLast(isOpen), { id, status, isBelow: false });
  if (key !== "ArrowDown") return undefined;
  return place.row < cards.length - 1
    ? { id, to: status, before: cards[place.row + 2]?.id }
    : toLane(lanes.slice(place.lane + 1).find(isOpen), { id, status, isBelow: true });
}

function isOpen({ isMissing }: Lane): boolean {
  return !isMissing;
}

function toLane(
  lane: Lane | undefined,
  { id, status, isBelow }: { id: string; status: Column["status"]; isBelow: boolean },
): Move | undefined {
  if (lane === undefined) return undefined;
  const cards = lane.columns.find((column) => column.status === status)?.cards ?? [];
  return { id, to: status, before: isBelow ? cards[0]?.id : undefined, lane: lane.id };
}

/** Where the focus goes with an arrow or `h j k l`. @returns the id of a card */
export function neighbour(lanes: readonly Lane[], id: string | undefined, key: string): string | undefined {
  const place = resolvePlace(lanes, id);
  if (place === undefined) return lanes.flatMap(({ columns }) => columns).find(hasCards)?.cards[0]?.id;
  if (key === "j" || key === "ArrowDown") return alongColumn(lanes, place, 1);
  if (key === "k" || key === "ArrowUp") return alongColumn(lanes, place, -1);
  const { columns } = lanes[place.lane] as Lane;
  if (key === "h" || key === "ArrowLeft")
    return near(columns.slice(0, place.column).findLast(hasCards), place.row);
  if (key === "l" || key === "ArrowRight")
    return near(columns.slice(place.column + 1).find(hasCards), place.row);
  return undefined;
}

function hasCards({ cards }: Column): boolean {
  return cards.length > 0;
}

function near(column: Column | undefined, row: number): string | undefined {
  return column?.cards[Math.min(column.cards.length - 1, row)]?.id;
}

/** The next card of the column, in the next lane that has one when this lane ends. At the edge the card itself. */
function alongColumn(lanes: readonly Lane[], place: Place, step: 1 | -1): string | undefined {
  const column = lanes.flatMap(({ columns }) => columns[place.column]?.cards ?? []);
  const before = lanes.slice(0, place.lane).reduce((n, { columns }) => n + cardsIn(columns[place.column]), 0);
  const at = before + place.row;
  return (column[at + step] ?? column[at])?.id;
}

function cardsIn(column: Column | undefined): number {
  return column?.cards.length ?? 0;
}

/** @param over a card or a cell of the board. A card is put in front of the one it is dropped on. */
export function resolveDrop(lanes: readonly Lane[], id: string, over: string): Move | undefined {
  if (over === id) return undefined;
  const from = lanes[resolvePlace(lanes, id)?.lane ?? -1];
  for (const lane of lanes)
    for (const { status, cards } of lane.columns) {
      const isCell = cellId(lane.id, status) === over;
      if (!isCell && !cards.some((card) => card.id === over)) continue;
      if (lane.isMissing && lane !== from) return undefined;
      const move: Move = { id, to: status, before: isCell ? undefined : over };
      return lane === from ? move : { ...move, lane: lane.id };
    }
  return undefined;
}

/** Where a card can be dropped. No id of a task looks like it. */
export function cellId(lane: string, status: string): string {
  return `${status} ${lane}`;
}
