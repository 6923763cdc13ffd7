/** What the board shows, from the daemon's answer: the state of a card, the sentence of the page, a move. Pure. */
import type { RouteOutput, WorkState } from "@tinyagi/contracts";
import { words } from "../../locale/words";

export type Board = RouteOutput<"getBoard">;
type WholeColumn = Board["columns"][number];
/** A column, or the part of it that is in one lane. */
export type Column = Omit<WholeColumn, "now">;
export type Card = Column["cards"][number];
export type TaskStatus = Column["status"];
export type TaskPriority = Card["priority"];
export type TaskDetail = RouteOutput<"getTask">;

/** Columns from left to right. */
export const STATUSES: readonly TaskStatus[] = ["backlog", "todo", "in_progress", "review", "done"];

/** @returns the state to show on a card; undefined when nothing happens with it */
export function cardState({
  work,
  dispatchError,
}: Pick<Card, "work" | "dispatchError">):
  | Extract<WorkState, "queued" | "running" | "waiting" | "failed">
  | undefined {
  return work?.state ?? (dispatchError === null ? undefined : "failed");
}

/** Handed over, but nobody can work on it. */
export function isStranded(card: Pick<Card, "status" | "assignee" | "work">): boolean {
  return card.status === "in_progress" && card.assignee === "" && card.work === null;
}

/** Where something happens comes first, then what waits for a person, then what is to come. */
const BY_WEIGHT: readonly TaskStatus[] = ["in_progress", "review", "todo", "backlog", "done"];

/** The column a phone opens at: the first in weight that has cards, else the one where work happens. */
export function firstColumn({ columns }: Pick<Board, "columns">): TaskStatus {
  const has = (status: TaskStatus): boolean =>
    columns.some((column) => column.status === status && column.total > 0);
  return BY_WEIGHT.find(has) ?? "in_progress";
}

/**
 * The sentence under the title: what moves, what waits for you, what failed, of all tasks that match, shown or not.
 * @param isFiltered whether only some tasks were asked for
 */
export function boardSentence({ columns }: Board, isFiltered = false): string {
  const total = columns.reduce((sum, column) => sum + column.total, 0);
  const say = words.tasks.sentence;
  if (total === 0) return isFiltered ? say.noneMatch : say.empty;
  const of = (name: keyof WholeColumn["now"]): number => columns.reduce((sum, { now }) => sum + now[name], 0);
  const parts = [
    part(of("running"), say.moves),
    part(of("waiting"), say.waits),
    part(of("queued"), say.held),
    part(of("failed"), say.failed),
    part(of("unassigned"), say.stranded),
    part(columns.find(({ status }) => status === "review")?.total ?? 0, say.review),
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
  /** The lane it is put into, on a board with lanes. */
  lane?: string | undefined;
}
