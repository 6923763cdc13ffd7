/** Statements on the cards of the board: what stands in each column, who works on a card, and what it cost. */
import type { ColumnNow, LaneKind } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { MessageRow, RunRow, TaskRow } from "../schema.js";
import { TASKS_FOUND } from "./search-statements.js";
import { selection } from "./selection.js";

/** Most cards of a column, so that many lanes are not a long answer. */
const COLUMN_MAX = 1_000;

/** The column of `tasks` that says in which lane a task is. */
const LANES = { assignee: "assignee", project: "coalesce(project_id, '')" } as const;

const ASKS =
  "EXISTS (SELECT 1 FROM approvals a INDEXED BY approvals_message WHERE a.message_row_id = m.id AND a.status = 'open')";

/** The open messages about a task. */
function openWork(task: string): string {
  return `FROM conversations c INDEXED BY conversations_task CROSS JOIN messages m INDEXED BY messages_conversation ON m.conversation_id = c.id
     WHERE c.task_id = ${task} AND c.task_id IS NOT NULL AND c.status = 'open' AND m.status IN ('pending','processing')`;
}

export interface CardFilter {
  /** Cards of each column, or of each column of each lane. */
  limit: number;
  projectId?: string | undefined;
  assignee?: string | undefined;
  /** An expression of FTS5. */
  match?: string | undefined;
}

/** A task without its description, and how many tasks its column has. */
export type CardRow = Omit<TaskRow, "description"> & { total: number };

/** How many tasks a lane has in a column. */
export interface LaneTotal {
  lane: string;
  status: TaskRow["status"];
  total: number;
}

/** What happens with the tasks of a column. */
export type ColumnNowRow = ColumnNow & Pick<TaskRow, "status">;

/** An open message about a task. */
export type CardWork = Pick<MessageRow, "agent_id" | "status" | "run_id" | "conversation_id"> & {
  /** 1 when it waits for a person. */
  asks: number;
};

export type CardRun = Pick<
  RunRow,
  | "id"
  | "conversation_id"
  | "agent_id"
  | "status"
  | "cost_usd"
  | "cost_estimated"
  | "created_at"
  | "finished_at"
>;

export interface CardCost {
  runs: number;
  usd: number | null;
  /** 1 when a part of it was estimated. */
  estimated: number | null;
}

export interface CardStatements {
  /** The first cards of each column, column by column, in the order of the board. */
  columns(filter: CardFilter, lanes?: LaneKind): CardRow[];
  laneTotals(filter: CardFilter, lanes: LaneKind): LaneTotal[];
  /** Of every column that has tasks. */
  now(filter: CardFilter): ColumnNowRow[];
  /** Running messages first. */
  work(taskId: string): CardWork[];
  cost(taskId: string): CardCost;
  /** The newest runs, newest first. */
  runs(taskId: string, limit: number): CardRun[];
}

export function cardStatements(db: Database.Database): CardStatements {
  const columns = {
    none: columnSelection(db, "''"),
    assignee: columnSelection(db, LANES.assignee),
    project: columnSelection(db, LANES.project),
  };
  const totals = { assignee: totalSelection(db, LANES.assignee), project: totalSelection(db, LANES.project) };
  const now = nowSelection(db);
  const work = db.prepare<[string], CardWork>(
    `SELECT m.agent_id, m.status, m.run_id, m.conversation_id,
       ${ASKS} AS asks ${openWork("?")}`,
  );
  const cost = db.prepare<[string], CardCost>(
    `SELECT count(*) AS runs, sum(r.cost_usd) AS usd, max(r.cost_estimated) AS estimated
     FROM conversations c INDEXED BY conversations_task CROSS JOIN runs r INDEXED BY runs_conversation ON r.conversation_id = c.id
     WHERE c.task_id = ? AND c.task_id IS NOT NULL`,
  );
  const runs = db.prepare<[string, number], CardRun>(
    `SELECT r.id, r.conversation_id, r.agent_id, r.status, r.cost_usd, r.cost_estimated, r.created_at, r.finished_at
     FROM conversations c INDEXED BY conversations_task CROSS JOIN runs r INDEXED BY runs_conversation ON r.conversation_id = c.id
     WHERE c.task_id = ? AND c.task_id IS NOT NULL ORDER BY c.created_at DESC, r.created_at DESC LIMIT ?`,
  );
  return {
    columns: (filter, lanes) => columns[lanes ?? "none"](filter),
    laneTotals: (filter, lanes) => totals[lanes](filter),
    now,
    runs: (taskId, limit) => runs.all(taskId, limit),
    work: (taskId) =>
      work.all(taskId).sort((a, b) => Number(b.status === "processing") - Number(a.status === "processing")),
    cost: (taskId) => cost.get(taskId) ?? { runs: 0, usd: null, estimated: null },
  };
}

const CONDITIONS = {
  projectId: "project_id = @projectId",
  assignee: "assignee = @assignee",
  match: TASKS_FOUND,
} as const;

/** Only the cards that are shown are read whole: a description may be long. Of each lane, the first cards come first. */
function columnSelection(db: Database.Database, lane: string): (filter: CardFilter) => CardRow[] {
  const order = "ORDER BY sort_order, created_at, rowid";
  return selection<CardFilter, CardRow>(db, {
    select: `SELECT t.id, t.number, t.identifier, t.title, t.status, t.assignee, t.assignee_type, t.project_id, t.priority, t.due_on, t.sort_order,
       t.conversation_id, t.dispatched_at, t.dispatch_error, t.created_at, t.updated_at, page.total
     FROM (SELECT *, row_number() OVER (PARTITION BY column_name ORDER BY lane_place, place) AS shown
       FROM (SELECT rowid AS task, status AS column_name, row_number() OVER (PARTITION BY status ${order}) AS place,
         row_number() OVER (PARTITION BY status, ${lane} ${order}) AS lane_place, count(*) OVER (PARTITION BY status) AS total FROM tasks`,
    conditions: CONDITIONS,
    order: `) WHERE lane_place <= @limit) page JOIN tasks t ON t.rowid = page.task
     WHERE page.shown <= ${COLUMN_MAX} ORDER BY page.column_name, page.place`,
  });
}

function totalSelection(db: Database.Database, lane: string): (filter: CardFilter) => LaneTotal[] {
  return selection<CardFilter, LaneTotal>(db, {
    select: `SELECT ${lane} AS lane, status, count(*) AS total FROM tasks`,
    conditions: CONDITIONS,
    order: "GROUP BY lane, status",
  });
}

/** The same order as that of a card: a person is waited for, then work, then a place in the queue. */
function nowSelection(db: Database.Database): (filter: CardFilter) => ColumnNowRow[] {
  const level = `max(CASE WHEN ${ASKS} THEN 3 WHEN m.status = 'processing' THEN 2 ELSE 1 END)`;
  return selection<CardFilter, ColumnNowRow>(db, {
    select: `SELECT status, sum(work = 2) AS running, sum(work = 3) AS waiting, sum(work = 1) AS queued,
       sum(work = 0 AND dispatch_error IS NOT NULL) AS failed,
       sum(work = 0 AND status = 'in_progress' AND assignee = '') AS unassigned
     FROM (SELECT status, assignee, dispatch_error,
       coalesce((SELECT ${level} ${openWork("tasks.id")}), 0) AS work FROM tasks`,
    conditions: CONDITIONS,
    order: ") GROUP BY status",
  });
}
