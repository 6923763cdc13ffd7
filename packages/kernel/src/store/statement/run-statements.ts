/** Statements on runs. */
import type { ContextUse, Effort, RunWhy, Usage } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { RunRow, SessionRow } from "../schema.js";
import { selection } from "./selection.js";

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

/** What tells whether a session knows the answer of a run. */
export type LatestAnswer = Pick<
  RunRow,
  "id" | "message_row_id" | "conversation_id" | "session_id" | "finished_at"
>;

/** Which of an agent's latest answers are read. */
export interface WantedAnswers {
  /** The newest that are looked at. */
  readonly among: number;
  /** Of them only those given in another session, after a time. Default: all. */
  readonly elsewhere?: Pick<SessionRow, "session_id" | "updated_at">;
}

/** A run with what it used alone. */
export type RunUsage = Pick<
  RunRow,
  "id" | "parent_run_id" | "input_tokens" | "output_tokens" | "cached_tokens" | "cost_usd" | "cost_estimated"
>;

export interface RunStatements {
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
  get(id: string): RunRow | undefined;
  list(filter: RunFilter): RunRow[];
  /** The latest successful runs of an agent, of one conversation or of all, newest first. */
  latestAnswers(agent: string, conversation: string | null, wanted: WantedAnswers): LatestAnswer[];
  inConversation(conversationId: string): RunRow[];
  /** Those of a conversation whose log has tool calls or thinking. */
  withSteps(conversationId: string): string[];
  /** A run and all runs below it, oldest first. */
  underRoot(rootRunId: string): RunRow[];
  /** Usage of all runs of these trees, without texts. Parents come before their children. */
  usageUnder(rootRunIds: readonly string[]): RunUsage[];
  /** How often runs of a message were interrupted by this, and when the last of them was created. */
  interruptedBy(messageRowId: number, why: RunWhy["code"]): { n: number; last: number | null };
  /** The newest run of a message, by its id. */
  newestOf(messageRowId: number): string | undefined;
  /** The newest run of a message other than `runId`. */
  before(messageRowId: number, runId: string): RunRow | undefined;
  /** Live rows of earlier boots. */
  stray(bootId: string): RunRow[];
  /** A live row of an earlier boot is of this one. */
  adopt(id: string, bootId: string): void;
}

const LIVE = "status IN ('starting','running')";

type RunGroup = "unsuccessful" | "completed";

export function runStatements(db: Database.Database): RunStatements {
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
  const inConversation = db.prepare<[string], RunRow>(
    "SELECT * FROM runs WHERE conversation_id = ? ORDER BY created_at, rowid",
  );
  // The first step of a run is among its first events, and a run without one has few: this reads a handful of each run.
  const withSteps = db
    .prepare<[string], string>(
      `SELECT id FROM runs WHERE conversation_id = ? AND EXISTS (SELECT 1 FROM events INDEXED BY events_run WHERE events.run_id = runs.id
         AND events.type IN ('run.tool_started','run.thought','run.permission_denied'))`,
    )
    .pluck();
  // A run that a fork took over (attempt 0) answered nothing, and that of a sub-agent answered in a session of its own. Before every run, so without the texts, and rows that nobody wants stay in SQLite. The state is a literal: with a parameter, SQLite compiled the statement again for each run.
  const latestAnswers = (scope: string) =>
    `SELECT * FROM (SELECT id, message_row_id, conversation_id, session_id, finished_at FROM runs WHERE ${scope} AND status = 'completed' AND attempt > 0
       AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.id = message_row_id AND messages.kind = 'node') ORDER BY created_at DESC, rowid DESC LIMIT @among)
       WHERE @since IS NULL OR (session_id IS NOT @session AND finished_at > @since)`;
  const latestOfAgent = db.prepare<[object], LatestAnswer>(latestAnswers("agent_id = @agent"));
  const latestInConversation = db.prepare<[object], LatestAnswer>(
    latestAnswers("agent_id = @agent AND conversation_id = @conversation"),
  );
  const below = db.prepare<[string, string], RunRow>(
    "SELECT * FROM runs INDEXED BY runs_below WHERE root_run_id = ? AND parent_run_id IS NOT NULL AND id <> ? ORDER BY created_at, rowid",
  );
  const used = (condition: string) =>
    `SELECT r.id, r.parent_run_id, r.input_tokens, r.output_tokens, r.cached_tokens, r.cost_usd, r.cost_estimated FROM json_each(@roots) root CROSS JOIN runs r ${condition}`;
  const usageUnder = db.prepare<[{ roots: string }], RunUsage>(
    `${used("ON r.id = root.value")} UNION ALL ${used("INDEXED BY runs_below ON r.root_run_id = root.value AND r.parent_run_id IS NOT NULL AND r.id <> root.value")}`,
  );
  const stray = db.prepare<[string], RunRow>(
    `SELECT * FROM runs INDEXED BY runs_live WHERE ${LIVE} AND boot_id <> ?`,
  );
  const adopt = db.prepare<[string, string]>(`UPDATE runs SET boot_id = ? WHERE id = ? AND ${LIVE}`);
  const before = db.prepare<[number, string], RunRow>(
    "SELECT * FROM runs WHERE message_row_id = ? AND id <> ? ORDER BY created_at DESC, rowid DESC LIMIT 1",
  );
  // Its creation is stored behind the output; the order of the rows is the same, and the index has it.
  const newestOf = db
    .prepare<[number], string>("SELECT id FROM runs WHERE message_row_id = ? ORDER BY rowid DESC LIMIT 1")
    .pluck();
  const interruptedBy = db.prepare<[number, string], { n: number; last: number | null }>(
    "SELECT count(*) AS n, max(created_at) AS last FROM runs INDEXED BY runs_message WHERE message_row_id = ? AND status = 'interrupted' AND why = ?",
  );
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
    latestAnswers(agent, conversation, { among, elsewhere }) {
      const wanted = {
        agent,
        among,
        session: elsewhere?.session_id ?? null,
        since: elsewhere?.updated_at ?? null,
      };
      return conversation === null
        ? latestOfAgent.all(wanted)
        : latestInConversation.all({ ...wanted, conversation });
    },
    inConversation: (id) => inConversation.all(id),
    withSteps: (id) => withSteps.all(id),
    underRoot(id) {
      const root = get.get(id);
      return root === undefined ? below.all(id, id) : [root, ...below.all(id, id)];
    },
    usageUnder: (roots) => usageUnder.all({ roots: JSON.stringify(roots) }),
    interruptedBy: (id, why) => interruptedBy.get(id, why) ?? { n: 0, last: null },
    newestOf: (messageRowId) => newestOf.get(messageRowId),
    before: (messageRowId, runId) => before.get(messageRowId, runId),
    stray: (bootId) => stray.all(bootId),
    adopt: (id, bootId) => void adopt.run(bootId, id),
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
