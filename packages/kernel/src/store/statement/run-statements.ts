/** Statements on runs. */
import type Database from "better-sqlite3";
import type { RunRow } from "../schema.js";
import { type RunHistoryStatements, runHistoryStatements } from "./run-history-statements.js";
import { LIVE, type RunLifeStatements, runLifeStatements } from "./run-life-statements.js";
import { selection } from "./selection.js";

export interface RunFilter {
  limit: number;
  before?: number | undefined;
  conversation?: string | undefined;
  agent?: string | undefined;
  status?: string | undefined;
  /** Created at or after this time, in milliseconds since the epoch. */
  since?: number | undefined;
  /** Runs of these messages only, by their row ids. */
  found?: readonly number[] | undefined;
  /** Only runs that no other run started. */
  top?: 1 | undefined;
  /** Only the newest run of each message. */
  newest?: 1 | undefined;
}

/** A run with what it used alone. */
export type RunUsage = Pick<
  RunRow,
  "id" | "parent_run_id" | "input_tokens" | "output_tokens" | "cached_tokens" | "cost_usd" | "cost_estimated"
>;

export interface RunStatements extends RunLifeStatements, RunHistoryStatements {
  get(id: string): RunRow | undefined;
  list(filter: RunFilter): RunRow[];
  /** A run and all runs below it, oldest first. */
  underRoot(rootRunId: string): RunRow[];
  /** Usage of all runs of these trees, without texts. Parents come before their children. */
  usageUnder(rootRunIds: readonly string[]): RunUsage[];
}

type RunGroup = "unsuccessful" | "completed";

export function runStatements(db: Database.Database): RunStatements {
  const get = db.prepare<[string], RunRow>("SELECT * FROM runs WHERE id = ?");
  // Unsuccessful runs have their own index, which the planner uses only where the statement names all of their states.
  const list = selection<
    Omit<RunFilter, "status" | "found"> & Partial<Record<RunGroup | "found", string>>,
    RunRow
  >(db, {
    select: "SELECT * FROM runs",
    conditions: {
      conversation: "conversation_id = @conversation",
      agent: "agent_id = @agent",
      unsuccessful: "status = @unsuccessful AND status IN ('failed','interrupted','cancelled')",
      completed: "status = @completed",
      before: "created_at < @before",
      since: "created_at >= @since",
      found: "message_row_id IN (SELECT value FROM json_each(@found))",
      top: "parent_run_id IS NULL",
      // With sub-agents, a message has runs that another run started, too: each kind has a newest one.
      newest:
        "NOT EXISTS (SELECT 1 FROM runs later INDEXED BY runs_message WHERE later.message_row_id = runs.message_row_id AND later.rowid > runs.rowid AND (later.parent_run_id IS NULL) = (runs.parent_run_id IS NULL))",
    },
    order: "ORDER BY created_at DESC, rowid DESC LIMIT @limit",
  });
  // As many as run now: the planner would rather read all runs in the order of their creation.
  const liveRuns = db.prepare<[], RunRow>(
    `SELECT * FROM runs INDEXED BY runs_live WHERE ${LIVE} ORDER BY created_at DESC, rowid DESC`,
  );
  const below = db.prepare<[string, string], RunRow>(
    "SELECT * FROM runs INDEXED BY runs_below WHERE root_run_id = ? AND parent_run_id IS NOT NULL AND id <> ? ORDER BY created_at, rowid",
  );
  const used = (condition: string) =>
    `SELECT r.id, r.parent_run_id, r.input_tokens, r.output_tokens, r.cached_tokens, r.cost_usd, r.cost_estimated FROM json_each(@roots) root CROSS JOIN runs r ${condition}`;
  const usageUnder = db.prepare<[{ roots: string }], RunUsage>(
    `${used("ON r.id = root.value")} UNION ALL ${used("INDEXED BY runs_below ON r.root_run_id = root.value AND r.parent_run_id IS NOT NULL AND r.id <> root.value")}`,
  );
  return {
    ...runLifeStatements(db),
    ...runHistoryStatements(db),
    get: (id) => get.get(id),
    list({ status, found, ...rest }) {
      const filter = { ...rest, ...(found === undefined ? {} : { found: JSON.stringify(found) }) };
      if (status === undefined) return list(filter);
      if (status === "completed") return list({ ...filter, completed: status });
      if (status !== "starting" && status !== "running") return list({ ...filter, unsuccessful: status });
      return liveRuns
        .all()
        .filter((run) => isWanted(run, { status, found, ...rest }))
        .slice(0, rest.limit);
    },
    underRoot(id) {
      const root = get.get(id);
      return root === undefined ? below.all(id, id) : [root, ...below.all(id, id)];
    },
    usageUnder: (roots) => usageUnder.all({ roots: JSON.stringify(roots) }),
  };
}

function isWanted(
  run: RunRow,
  { status, agent, conversation, before, since, found, top }: RunFilter,
): boolean {
  return (
    run.status === status &&
    (agent === undefined || run.agent_id === agent) &&
    (conversation === undefined || run.conversation_id === conversation) &&
    (before === undefined || run.created_at < before) &&
    (since === undefined || run.created_at >= since) &&
    (found === undefined || found.includes(run.message_row_id)) &&
    (top === undefined || run.parent_run_id === null)
  );
}
