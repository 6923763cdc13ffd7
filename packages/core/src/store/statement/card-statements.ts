/** Statements on the cards of the board: what stands in each column, who works on a card, and what it cost. */
import type Database from "better-sqlite3";
import type { MessageRow, RunRow, TaskRow } from "../schema.js";
import { selection } from "./selection.js";

export interface CardFilter {
  /** Cards of each column. */
  limit: number;
  projectId?: string | undefined;
  assignee?: string | undefined;
}

/** A task without its description, and how many tasks its column has. */
export type CardRow = Omit<TaskRow, "description"> & { total: number };

/** An open message about a task. */
export type CardWork = Pick<MessageRow, "agent_id" | "status" | "run_id" | "conversation_id"> & {
  /** 1 when it waits for a person. */
  asks: number;
};

export type CardRun = Pick<
  RunRow,
  "id" | "conversation_id" | "agent_id" | "status" | "cost_usd" | "created_at" | "finished_at"
>;

export interface CardStatements {
  /** The first cards of each column, column by column, in the order of the board. */
  columns(filter: CardFilter): CardRow[];
  /** Running messages first. */
  work(taskId: string): CardWork[];
  cost(taskId: string): { runs: number; usd: number | null };
  /** The newest runs, newest first. */
  runs(taskId: string, limit: number): CardRun[];
}

export function cardStatements(db: Database.Database): CardStatements {
  // Only the cards that are shown are read whole: a description may be long.
  const columns = selection<CardFilter, CardRow>(db, {
    select: `SELECT t.id, t.number, t.identifier, t.title, t.status, t.assignee, t.assignee_type, t.project_id, t.sort_order,
       t.conversation_id, t.dispatched_at, t.dispatch_error, t.created_at, t.updated_at, page.total
     FROM (SELECT rowid AS task, status AS column_name, row_number() OVER (PARTITION BY status ORDER BY sort_order, created_at, rowid) AS place,
       count(*) OVER (PARTITION BY status) AS total FROM tasks`,
    conditions: { projectId: "project_id = @projectId", assignee: "assignee = @assignee" },
    order:
      ") page JOIN tasks t ON t.rowid = page.task WHERE page.place <= @limit ORDER BY page.column_name, page.place",
  });
  const work = db.prepare<[string], CardWork>(
    `SELECT m.agent_id, m.status, m.run_id, m.conversation_id,
       EXISTS (SELECT 1 FROM approvals a INDEXED BY approvals_message WHERE a.message_row_id = m.id AND a.status = 'open') AS asks
     FROM conversations c INDEXED BY conversations_task CROSS JOIN messages m INDEXED BY messages_conversation ON m.conversation_id = c.id
     WHERE c.task_id = ? AND c.task_id IS NOT NULL AND c.status = 'open' AND m.status IN ('pending','processing')`,
  );
  const cost = db.prepare<[string], { runs: number; usd: number | null }>(
    `SELECT count(*) AS runs, sum(r.cost_usd) AS usd
     FROM conversations c INDEXED BY conversations_task CROSS JOIN runs r INDEXED BY runs_conversation ON r.conversation_id = c.id
     WHERE c.task_id = ? AND c.task_id IS NOT NULL`,
  );
  const runs = db.prepare<[string, number], CardRun>(
    `SELECT r.id, r.conversation_id, r.agent_id, r.status, r.cost_usd, r.created_at, r.finished_at
     FROM conversations c INDEXED BY conversations_task CROSS JOIN runs r INDEXED BY runs_conversation ON r.conversation_id = c.id
     WHERE c.task_id = ? AND c.task_id IS NOT NULL ORDER BY c.created_at DESC, r.created_at DESC LIMIT ?`,
  );
  return {
    columns,
    runs: (taskId, limit) => runs.all(taskId, limit),
    work: (taskId) =>
      work.all(taskId).sort((a, b) => Number(b.status === "processing") - Number(a.status === "processing")),
    cost: (taskId) => cost.get(taskId) ?? { runs: 0, usd: null },
  };
}
