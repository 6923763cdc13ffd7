/** How runs ended and when their messages were accepted, page by page: figures of many runs must not block the daemon. */
import type Database from "better-sqlite3";
import type { MessageRow, RunRow } from "../schema.js";

export type TrendRun = Pick<
  RunRow,
  "message_row_id" | "agent_id" | "attempt" | "status" | "created_at" | "finished_at"
> &
  Pick<MessageRow, "kind" | "background"> & {
    rowid: number;
    message_status: MessageRow["status"];
    accepted_at: number;
    /** 1 after a person retried it: what passed since it was accepted is no time of its agent. */
    replayed: number;
  };

/** Where the page before ended; the first page starts at `{at: until, rowid: 0}`. */
export interface TrendCursor {
  at: number;
  rowid: number;
}

export interface TrendStatements {
  /** Newest first. */
  page(page: { since: number; before: TrendCursor; limit: number }): TrendRun[];
}

export function trendStatements(db: Database.Database): TrendStatements {
  const page = db.prepare<[object], TrendRun>(
    `SELECT r.rowid AS rowid, r.message_row_id, r.agent_id, r.attempt, r.status, r.created_at, r.finished_at, m.kind, m.background, m.status AS message_status, m.created_at AS accepted_at, m.attempts <> m.total_attempts AS replayed
     FROM runs r INDEXED BY runs_created CROSS JOIN messages m ON m.id = r.message_row_id
     WHERE r.created_at >= @since AND (r.created_at, r.rowid) < (@at, @rowid)
     ORDER BY r.created_at DESC, r.rowid DESC LIMIT @limit`,
  );
  return { page: ({ since, before, limit }) => page.all({ since, limit, ...before }) };
}
