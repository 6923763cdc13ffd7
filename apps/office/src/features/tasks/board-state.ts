/** What the board shows, from the daemon's answer: the state of a card, the sentence of the page, a move. Pure. */
import type { RouteOutput } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";

export type Board = RouteOutput<"getBoard">;
export type Column = Board["columns"][number];
export type Card = Column["cards"][number];
export type TaskStatus = Column["status"];
export type TaskDetail = RouteOutput<"getTask">;

/** Columns from left to right. */
export const STATUSES: readonly TaskStatus[] = ["backlog", "todo", "in_progress", "review", "done"];

const WORK_STATES = { queued: "held", running: "running", waiting: "waiting" } as const;

/** @returns the state to show on a card; undefined when nothing happens with it */
export function cardState(card: Pick<Card, "work" | "dispatchError" | "status">): State | undefined {
  if (card.work !== null) return WORK_STATES[card.work.state];
  return card.dispatchError === null ? undefined : "failed";
}

/** Handed over, but nobody can work on it. */
export function isStranded(card: Pick<Card, "status" | "assignee" | "work">): boolean {
  return card.status === "in_progress" && card.assignee === "" && card.work === null;
}

/** The sentence under the title: what moves, what waits for you, what failed. */
export function boardSentence({ columns }: Board): string {
  const cards = columns.flatMap((column) => column.cards);
  const total = columns.reduce((sum, column) => sum + column.total, 0);
  const say = words.tasks.sentence;
  if (total === 0) return say.empty;
  const of = (state: State): number => cards.filter((card) => cardState(card) === state).length;
  const parts = [
    part(of("running"), say.moves),
    part(of("waiting"), say.waits),
    part(of("held"), say.held),
    part(of("failed"), say.failed),
    part(cards.filter(isStranded).length, say.stranded),
  ].filter((text) => text !== "");
  return parts.length === 0 ? say.still(total) : say.all(parts);
}

function part(number: number, say: (number: number) => string): string {
  return number === 0 ? "" : say(number);
}

export interface Move {
  id: string;
  to: TaskStatus;
  /** The card it is put in front of; undefined for the end. */
  before?: string | undefined;
}

/** The board after a move, before the daemon has answered. @returns the same board when nothing moves */
export function moved(board: Board, { id, to, before }: Move): Board {
  const card = board.columns.flatMap(({ cards }) => cards).find((one) => one.id === id);
  if (card === undefined || before === id) return board;
  return {
    columns: board.columns.map((column) => {
      const rest = column.cards.filter((one) => one.id !== id);
      const left = rest.length < column.cards.length ? 1 : 0;
      if (column.status !== to) return { ...column, cards: rest, total: column.total - left };
      const found = rest.findIndex((one) => one.id === before);
      const at = found === -1 ? rest.length : found;
      const isNew = card.status !== to;
      const put = isNew ? { ...card, status: to, dispatchError: null } : card;
      return { ...column, cards: rest.toSpliced(at, 0, put), total: column.total - left + 1 };
    }),
  };
}

/** The move that Shift with an arrow means, for the card with this id. */
export function arrowMove(board: Board, id: string, key: string): Move | undefined {
  const at = board.columns.findIndex(({ cards }) => cards.some((card) => card.id === id));
  const column = board.columns[at];
  if (column === undefined) return undefined;
  const place = column.cards.findIndex((card) => card.id === id);
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (sideways !== undefined) {
    const next = board.columns[at + sideways];
    return next && { id, to: next.status, before: next.cards[0]?.id };
  }
  if (key === "ArrowUp")
    return place === 0 ? undefined : { id, to: column.status, before: column.cards[place - 1]?.id };
  if (key !== "ArrowDown" || place >= column.cards.length - 1) return undefined;
  return { id, to: column.status, before: column.cards[place + 2]?.id };
}

/** Where the focus goes with an arrow or `h j k l`. @returns the id of a card */
export function neighbour(board: Board, id: string | undefined, key: string): string | undefined {
  const columns = board.columns.filter(({ cards }) => cards.length > 0);
  const at = columns.findIndex(({ cards }) => cards.some((card) => card.id === id));
  const column = columns[at];
  if (column === undefined) return columns[0]?.cards[0]?.id;
  const place = column.cards.findIndex((card) => card.id === id);
  const to = (next: Column | undefined, row: number): string | undefined =>
    next?.cards[Math.max(0, Math.min(next.cards.length - 1, row))]?.id;
  if (key === "j" || key === "ArrowDown") return to(column, place + 1);
  if (key === "k" || key === "ArrowUp") return to(column, place - 1);
  if (key === "h" || key === "ArrowLeft") return to(columns[at - 1], place);
  if (key === "l" || key === "ArrowRight") return to(columns[at + 1], place);
  return undefined;
}
