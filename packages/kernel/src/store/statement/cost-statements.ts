/** What finished runs consumed, for estimates of the next ones. Reads a bounded number of rows, whatever the history holds. */
import type Database from "better-sqlite3";
import type { RunRow } from "../schema.js";

export type PastRun = Pick<
  RunRow,
  "agent_id" | "provider" | "model" | "input_tokens" | "output_tokens" | "cost_usd" | "cost_estimated"
> & {
  /** 1 for the run of a sub-agent. */
  is_node: number;
};

/** Newest runs of an agent, and newest runs of all agents, that are read. */
export interface PastRunsLimits {
  agentId: string;
  ofAgent: number;
  ofAll: number;
}

export interface CostStatements {
  /** Finished runs that reported what they consumed, oldest first. */
  past(limits: PastRunsLimits): PastRun[];
}

const COLUMNS =
  "rowid AS rowid, created_at, message_row_id, status, agent_id, provider, model, input_tokens, output_tokens, cost_usd, cost_estimated";

export function costStatements(db: Database.Database): CostStatements {
  const past = db.prepare<[object], PastRun & { rowid: number; created_at: number }>(
    `SELECT r.*, m.kind IS 'node' AS is_node
     FROM (
       SELECT * FROM (SELECT ${COLUMNS} FROM runs INDEXED BY runs_agent WHERE agent_id = @agentId ORDER BY created_at DESC LIMIT @ofAgent)
       UNION ALL
       SELECT * FROM (SELECT ${COLUMNS} FROM runs INDEXED BY runs_created WHERE created_at >= 0 ORDER BY created_at DESC LIMIT @ofAll)
     ) r LEFT JOIN messages m ON m.id = r.message_row_id
     WHERE r.status = 'completed' AND (r.input_tokens IS NOT NULL OR r.output_tokens IS NOT NULL)`,
  );
  return {
    past(limits) {
      // The newest runs of all include some of the agent.
      const rows = new Map(past.all(limits).map((row) => [row.rowid, row]));
      return [...rows.values()].sort((a, b) => a.created_at - b.created_at || a.rowid - b.rowid);
    },
  };
}
