/** The board as people look at it: the first cards of each column, with the work on each and its cost. Reads only. */
import { TASK_STATES, type TaskCard, type TaskState } from "@tinyagi/contracts";
import type { CardFilter, CardRow, CardWork } from "../store/statement/card-statements.js";
import type { Store } from "../store/store.js";

/** What a card has beside the fields of its task. */
export type CardFacts = Pick<TaskCard, "commentCount" | "runs" | "costUsd" | "work">;
export interface Card extends CardFacts {
  task: CardRow;
}

export interface Column {
  status: TaskState;
  total: number;
  cards: Card[];
}

/** @returns every column from left to right, the empty ones too */
export function readBoard(store: Store, filter: CardFilter): Column[] {
  const rows = store.cards.columns(filter);
  return TASK_STATES.map((status) => {
    const own = rows.filter((row) => row.status === status);
    return {
      status,
      total: own[0]?.total ?? 0,
      cards: own.map((task) => ({ task, ...readCard(store, task.id) })),
    };
  });
}

export function readCard(store: Store, taskId: string): CardFacts {
  const { runs, usd } = store.cards.cost(taskId);
  return {
    runs,
    costUsd: usd,
    commentCount: store.tasks.countComments(taskId),
    work: workOf(store.cards.work(taskId)),
  };
}

/** @param open messages about one task, those that run first */
export function workOf(open: readonly CardWork[]): TaskCard["work"] {
  const first = open[0];
  if (first === undefined) return null;
  const asks = open.some((message) => message.asks === 1);
  return {
    state: asks ? "waiting" : first.status === "processing" ? "running" : "queued",
    agents: [...new Set(open.map(({ agent_id }) => agent_id))],
    conversationId: first.conversation_id,
    runId: first.run_id,
  };
}
