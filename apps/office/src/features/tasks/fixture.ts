/** Cards and boards for tests. */
import { type Board, type Card, STATUSES } from "./board-state";

export function card(id: string, changes: Partial<Card> = {}): Card {
  return {
    id,
    number: 1,
    identifier: id,
    title: id,
    status: "todo",
    assignee: "",
    assigneeType: "",
    assigneeMissing: false,
    priority: "none",
    dueOn: null,
    sortOrder: 0,
    conversationId: null,
    dispatchedAt: null,
    dispatchError: null,
    createdAt: 0,
    updatedAt: 0,
    commentCount: 0,
    pull: null,
    runs: 0,
    costUsd: null,
    estimated: false,
    work: null,
    waitsFor: [],
    ...changes,
  };
}

const STILL: Board["columns"][number]["now"] = {
  running: 0,
  waiting: 0,
  queued: 0,
  failed: 0,
  unassigned: 0,
};

export function board(...cards: Card[]): Board {
  return {
    columns: STATUSES.map((status) => {
      const own = cards.filter((one) => one.status === status);
      return { status, total: own.length, now: STILL, cards: own };
    }),
  };
}
