/** Statements on what budgets stopped. */
import type Database from "better-sqlite3";
import type { MessageContent } from "../../message/content.js";
import type { MessageRow } from "../schema.js";
import { BEGINNING } from "./beginning.js";

/** A message that a budget stopped. */
export type BudgetStopRow = Pick<
  MessageRow,
  | "id"
  | "message_id"
  | "conversation_id"
  | "agent_id"
  | "title"
  | "last_error"
  | "failure"
  | keyof MessageContent
> & { scope: string; stopped_at: number; stopped_run: string | null };

export interface BudgetStopStatements {
  stop(stop: { id: number; scope: string; now: number }): void;
  unstop(messageRowId: number): void;
  /** When a budget stopped a message that was not continued since. */
  stoppedAt(messageRowId: number): number | undefined;
  /** Budgets that stopped a message since then. */
  stoppingScopes(since: number): string[];
  /** What budgets stopped, newest first. */
  stops(limit: number): BudgetStopRow[];
  /** The messages that a budget stopped since then, in the order of their acceptance. */
  stoppedBy(scope: string, since: number): number[];
}

export function budgetStopStatements(db: Database.Database): BudgetStopStatements {
  const stop = db.prepare(
    "INSERT OR REPLACE INTO budget_stops (message_row_id,scope,stopped_at) VALUES (@id,@scope,@now)",
  );
  const unstop = db.prepare("DELETE FROM budget_stops WHERE message_row_id = ?");
  const stoppedAt = db
    .prepare<[number], number>("SELECT stopped_at FROM budget_stops WHERE message_row_id = ?")
    .pluck();
  const stoppingScopes = db
    .prepare<[number], string>("SELECT scope FROM budget_stops WHERE stopped_at >= ?")
    .pluck();
  const stops = db.prepare<[number], BudgetStopRow>(
    `SELECT m.id, m.message_id, m.conversation_id, m.agent_id, m.kind, m.from_agent, m.team_id, ${BEGINNING}, m.title, m.last_error, m.failure, s.scope, s.stopped_at,
       (SELECT r.id FROM runs r INDEXED BY runs_conversation WHERE r.conversation_id = m.conversation_id AND r.message_row_id = m.id AND r.error_class = 'budget' ORDER BY r.created_at DESC LIMIT 1) AS stopped_run
     FROM budget_stops s JOIN messages m ON m.id = s.message_row_id ORDER BY s.stopped_at DESC LIMIT ?`,
  );
  const stoppedBy = db
    .prepare<[string, number], number>(
      "SELECT message_row_id FROM budget_stops WHERE scope = ? AND stopped_at >= ?",
    )
    .pluck();
  return {
    stop: (row) => void stop.run(row),
    unstop: (id) => void unstop.run(id),
    stoppedAt: (id) => stoppedAt.get(id),
    stoppingScopes: (since) => [...new Set(stoppingScopes.all(since))],
    stops: (limit) => stops.all(limit),
    stoppedBy: (scope, since) => stoppedBy.all(scope, since).sort((a, b) => a - b),
  };
}
