/** What runs reported so far, page by page: a sum of many runs must not block the daemon. */
import type Database from "better-sqlite3";
import type { RunRow } from "../schema.js";

export type SpendRun = Pick<
  RunRow,
  | "conversation_id"
  | "agent_id"
  | "provider"
  | "model"
  | "created_at"
  | "input_tokens"
  | "output_tokens"
  | "cached_tokens"
  | "cost_usd"
  | "cost_estimated"
> & {
  rowid: number;
  /** 1 while it works. */
  live: number;
  team_id: string | null;
  task_id: string | null;
  channel: string | null;
};

/** Where the page before ended; the first page starts at `{at: until, rowid: 0}`. */
export interface SpendCursor {
  at: number;
  rowid: number;
}

export interface SpendStatements {
  /** Newest first. A run that works counts with what it used so far, as in budgets. */
  page(page: { since: number; before: SpendCursor; limit: number }): SpendRun[];
}

export function spendStatements(db: Database.Database): SpendStatements {
  const page = db.prepare<[object], SpendRun>(
    `SELECT r.rowid AS rowid, r.conversation_id, r.agent_id, r.provider, r.model, r.created_at, r.input_tokens, r.output_tokens, r.cached_tokens, r.cost_usd, r.cost_estimated, r.status IN ('starting','running') AS live, c.team_id, c.task_id, c.channel
     FROM runs r INDEXED BY runs_created LEFT JOIN conversations c ON c.id = r.conversation_id
     WHERE r.created_at >= @since AND (r.created_at, r.rowid) < (@at, @rowid)
     ORDER BY r.created_at DESC, r.rowid DESC LIMIT @limit`,
  );
  return { page: ({ since, before, limit }) => page.all({ since, limit, ...before }) };
}
