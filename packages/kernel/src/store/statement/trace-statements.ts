/** Statements that read a tree of runs for its trace. */
import type Database from "better-sqlite3";
import type { RunRow } from "../schema.js";

/** A run of a tree without its texts. */
export interface RunTreeRow {
  id: string;
  parent_run_id: string | null;
  conversation_id: string;
  created_at: number;
}

/** What a run worked with. */
export type SetupRow = Pick<RunRow, "harness" | "harness_version" | "permissions">;

export interface TraceStatements {
  /** A root and all runs below it, oldest first. */
  runsOfTree(rootRunId: string): RunTreeRow[];
  getSetup(runId: string): SetupRow | undefined;
}

const COLUMNS = "id, parent_run_id, conversation_id, created_at";

export function traceStatements(db: Database.Database): TraceStatements {
  const root = db.prepare<[string], RunTreeRow>(`SELECT ${COLUMNS} FROM runs WHERE id = ?`);
  const below = db.prepare<[string, string], RunTreeRow>(
    `SELECT ${COLUMNS} FROM runs INDEXED BY runs_below WHERE root_run_id = ? AND parent_run_id IS NOT NULL AND id <> ? ORDER BY created_at, rowid`,
  );
  const setup = db.prepare<[string], SetupRow>(
    "SELECT harness, harness_version, permissions FROM runs WHERE id = ?",
  );
  return {
    runsOfTree: (id) => [...root.all(id), ...below.all(id, id)],
    getSetup: (id) => setup.get(id),
  };
}
