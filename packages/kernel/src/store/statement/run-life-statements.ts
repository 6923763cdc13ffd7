/** Statements on the life of a run: from its intent row to its end, also over a restart. */
import type { ContextUse, Effort, RunWhy, Usage } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { RunRow } from "../schema.js";

export type NewRun = Pick<
  RunRow,
  | "id"
  | "message_row_id"
  | "conversation_id"
  | "parent_run_id"
  | "root_run_id"
  | "depth"
  | "agent_id"
  | "harness"
  | "provider"
  | "model"
  | "attempt"
  | "boot_id"
  | "created_at"
> &
  Partial<Pick<RunRow, "permissions" | "harness_version" | "login" | "effort">>;

export interface RunEnd {
  status: "completed" | "failed" | "interrupted" | "cancelled";
  output?: string | undefined;
  errorClass?: string | undefined;
  error?: string | undefined;
  /** Why it ended without an answer of its own. */
  why?: RunWhy["code"] | undefined;
  sessionId?: string | undefined;
  /** Default: the usage stored while it ran. */
  usage?: Usage | undefined;
  now: number;
}

/** Runs that have not ended. */
export const LIVE = "status IN ('starting','running')";

export interface RunLifeStatements {
  /** The intent row: written before anything is spawned. */
  insert(row: NewRun): void;
  /** @returns 1 when it had not ended before */
  started(id: string, process: { pid: number; start: string | null; now: number }): number;
  /** Also of a run that has ended. @returns 1 when it was not known before */
  versionKnown(id: string, version: string): number;
  /** Its program works without. @returns what it was to have; undefined when it had none, or has ended */
  withoutEffort(id: string): Effort | undefined;
  /** How full its context is now; nothing after it was summarised, until it is known again. */
  contextKnown(id: string, context: Partial<ContextUse>): void;
  /** @returns 1 when it was still live */
  end(id: string, end: RunEnd): number;
  /** Live rows of earlier boots. */
  stray(bootId: string): RunRow[];
  /** A live row of an earlier boot is of this one. */
  adopt(id: string, bootId: string): void;
}

export function runLifeStatements(db: Database.Database): RunLifeStatements {
  const insert = db.prepare(
    `INSERT INTO runs (id,message_row_id,conversation_id,parent_run_id,root_run_id,depth,agent_id,harness,provider,model,attempt,boot_id,status,created_at,permissions,harness_version,login,effort)
     VALUES (@id,@message_row_id,@conversation_id,@parent_run_id,@root_run_id,@depth,@agent_id,@harness,@provider,@model,@attempt,@boot_id,'starting',@created_at,@permissions,@harness_version,@login,@effort)`,
  );
  const started = db.prepare(
    "UPDATE runs SET status = 'running', pid = @pid, pid_start = @start, started_at = @now WHERE id = @id AND status = 'starting'",
  );
  const versionKnown = db.prepare<[string, string]>(
    "UPDATE runs SET harness_version = ? WHERE id = ? AND harness_version IS NULL",
  );
  const effortOf = db.prepare<[string], { effort: Effort | null }>(
    "SELECT effort FROM runs WHERE id = ? AND status IN ('starting','running')",
  );
  const withoutEffort = db.prepare<[string]>("UPDATE runs SET effort = NULL WHERE id = ?");
  const contextKnown = db.prepare<[number | null, number | null, string]>(
    "UPDATE runs SET context_tokens = ?, context_window = ? WHERE id = ?",
  );
  const end = db.prepare(
    `UPDATE runs SET status = @status, output = @output, error_class = @errorClass, error = @error, why = @why, session_id = coalesce(@sessionId, session_id), input_tokens = coalesce(@inputTokens, input_tokens),
       output_tokens = coalesce(@outputTokens, output_tokens), cached_tokens = coalesce(@cachedTokens, cached_tokens), cost_usd = coalesce(@costUsd, cost_usd),
       cost_estimated = coalesce(@estimated, cost_estimated), finished_at = @now,
       started_at = coalesce(started_at, created_at) WHERE id = @id AND status IN ('starting','running')`,
  );
  const stray = db.prepare<[string], RunRow>(
    `SELECT * FROM runs INDEXED BY runs_live WHERE ${LIVE} AND boot_id <> ?`,
  );
  const adopt = db.prepare<[string, string]>(`UPDATE runs SET boot_id = ? WHERE id = ? AND ${LIVE}`);
  return {
    insert: (row) =>
      void insert.run({ permissions: null, harness_version: null, login: null, effort: null, ...row }),
    started: (id, process) => started.run({ id, ...process }).changes,
    versionKnown: (id, version) => versionKnown.run(version, id).changes,
    withoutEffort(id) {
      const effort = effortOf.get(id)?.effort ?? undefined;
      if (effort !== undefined) withoutEffort.run(id);
      return effort;
    },
    contextKnown: (id, { tokens, window }) => void contextKnown.run(tokens ?? null, window ?? null, id),
    end: (id, { usage, ...rest }) =>
      end.run({
        id,
        status: rest.status,
        output: rest.output ?? null,
        errorClass: rest.errorClass ?? null,
        error: rest.error ?? null,
        why: rest.why ?? null,
        sessionId: rest.sessionId ?? null,
        inputTokens: usage?.inputTokens ?? null,
        outputTokens: usage?.outputTokens ?? null,
        cachedTokens: usage?.cachedTokens ?? null,
        costUsd: usage?.costUsd ?? null,
        estimated: usage?.estimated === undefined ? null : Number(usage.estimated),
        now: rest.now,
      }).changes,
    stray: (bootId) => stray.all(bootId),
    adopt: (id, bootId) => void adopt.run(bootId, id),
  };
}
