/** Statements on budgets: usage of live runs, sums by day and conversation, raises, and the messages that were stopped. */
import type { Usage } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { MessageContent } from "../../message/content.js";
import type { BudgetStateRow, MessageRow, UsageDayRow } from "../schema.js";
import { BEGINNING } from "./beginning.js";

/** Amounts in whole units, so that sums are exact. */
export interface SpentSums {
  runs: number;
  tokens: number;
  /** Billionths of a US dollar. */
  nano_usd: number;
  ms: number;
}

export type BudgetExtra = Pick<BudgetStateRow, "extra_tokens" | "extra_nano_usd" | "extra_runs" | "extra_ms">;

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

type BudgetKey = Pick<BudgetStateRow, "scope" | "period">;

export interface BudgetStatements {
  /** What is stored of a live run; undefined when it has ended. */
  ofRun(runId: string): Omit<SpentSums, "runs"> | undefined;
  /** Stores the usage of a live run so far. */
  meter(runId: string, usage: Usage, ms: number): void;
  addToDay(row: UsageDayRow): void;
  ofDay(day: string): SpentSums;
  ofAgent(day: string, agentId: string): SpentSums;
  ofTeam(day: string, teamId: string): SpentSums;
  /** The sums of a conversation and its follow-ups. */
  ofConversation(rootId: string): SpentSums;
  /** Whether the price of a run since then was estimated. @param of whose runs; default: all */
  isEstimated(since: number, of: { agentId?: string; teamId?: string }): boolean;
  isConversationEstimated(rootId: string): boolean;
  state(key: BudgetKey): BudgetStateRow | undefined;
  extend(key: BudgetKey, extra: BudgetExtra): void;
  setWarned(key: BudgetKey): void;
  setNoticed(key: BudgetKey): void;
  /** Deletes what belongs to the time before. */
  forget(before: { day: string; time: number }): number;
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

const SUMS =
  "coalesce(sum(runs),0) AS runs, coalesce(sum(tokens),0) AS tokens, coalesce(sum(nano_usd),0) AS nano_usd, coalesce(sum(ms),0) AS ms";
const NANO_USD = "CAST(round(coalesce(cost_usd,0) * 1e9) AS INTEGER)";
const TOKENS = "coalesce(input_tokens,0) + coalesce(output_tokens,0)";
const NOTHING: SpentSums = { runs: 0, tokens: 0, nano_usd: 0, ms: 0 };

export function budgetStatements(db: Database.Database): BudgetStatements {
  const ofRun = db.prepare<[string], Omit<SpentSums, "runs">>(
    `SELECT ${TOKENS} AS tokens, ${NANO_USD} AS nano_usd, coalesce(active_ms,0) AS ms FROM runs WHERE id = ? AND status IN ('starting','running')`,
  );
  const meter = db.prepare(
    `UPDATE runs SET input_tokens = coalesce(@inputTokens, input_tokens), output_tokens = coalesce(@outputTokens, output_tokens), cached_tokens = coalesce(@cachedTokens, cached_tokens),
       cost_usd = coalesce(@costUsd, cost_usd), cost_estimated = iif(@costUsd IS NULL, cost_estimated, @estimated), active_ms = @ms WHERE id = @id AND status IN ('starting','running')`,
  );
  const addToDay = db.prepare(
    `INSERT INTO usage_days (day,agent_id,team_id,runs,tokens,nano_usd,ms) VALUES (@day,@agent_id,@team_id,@runs,@tokens,@nano_usd,@ms)
     ON CONFLICT (day,agent_id,team_id) DO UPDATE SET runs = runs + excluded.runs, tokens = tokens + excluded.tokens, nano_usd = nano_usd + excluded.nano_usd, ms = ms + excluded.ms`,
  );
  const ofDay = db.prepare<[string], SpentSums>(`SELECT ${SUMS} FROM usage_days WHERE day = ?`);
  const ofAgent = db.prepare<[string, string], SpentSums>(
    `SELECT ${SUMS} FROM usage_days WHERE day = ? AND agent_id = ?`,
  );
  const ofTeam = db.prepare<[string, string], SpentSums>(
    `SELECT ${SUMS} FROM usage_days WHERE day = ? AND team_id = ?`,
  );
  const ofConversation = db.prepare<[object], SpentSums>(
    `SELECT count(*) AS runs, coalesce(sum(${TOKENS}),0) AS tokens, coalesce(sum(${NANO_USD}),0) AS nano_usd, coalesce(sum(active_ms),0) AS ms
     FROM runs INDEXED BY runs_conversation WHERE conversation_id IN (SELECT @id UNION ALL SELECT id FROM conversations WHERE budget_root = @id)`,
  );
  const estimated = db.prepare<[object]>(
    `SELECT 1 FROM runs r INDEXED BY runs_estimated LEFT JOIN conversations c ON c.id = r.conversation_id
     WHERE r.created_at >= @since AND r.cost_estimated = 1 AND (@agentId IS NULL OR r.agent_id = @agentId) AND (@teamId IS NULL OR c.team_id = @teamId) LIMIT 1`,
  );
  const conversationEstimated = db.prepare<[object]>(
    `SELECT 1 FROM runs INDEXED BY runs_conversation
     WHERE conversation_id IN (SELECT @id UNION ALL SELECT id FROM conversations WHERE budget_root = @id) AND cost_estimated = 1 LIMIT 1`,
  );
  const state = db.prepare<[object], BudgetStateRow>(
    "SELECT * FROM budget_states WHERE scope = @scope AND period = @period",
  );
  const extend = db.prepare(
    `INSERT INTO budget_states (scope,period,extra_tokens,extra_nano_usd,extra_runs,extra_ms) VALUES (@scope,@period,@extra_tokens,@extra_nano_usd,@extra_runs,@extra_ms)
     ON CONFLICT (period,scope) DO UPDATE SET extra_tokens = extra_tokens + excluded.extra_tokens, extra_nano_usd = extra_nano_usd + excluded.extra_nano_usd,
       extra_runs = extra_runs + excluded.extra_runs, extra_ms = extra_ms + excluded.extra_ms, warned = 0, noticed = 0`,
  );
  const setWarned = db.prepare(
    "INSERT INTO budget_states (scope,period,warned) VALUES (@scope,@period,1) ON CONFLICT (period,scope) DO UPDATE SET warned = 1",
  );
  const setNoticed = db.prepare(
    "INSERT INTO budget_states (scope,period,noticed) VALUES (@scope,@period,1) ON CONFLICT (period,scope) DO UPDATE SET noticed = 1",
  );
  const forgetDays = db.prepare("DELETE FROM usage_days WHERE day < ?");
  const forgetStates = db.prepare("DELETE FROM budget_states WHERE period <> '' AND period < ?");
  const forgetStops = db.prepare("DELETE FROM budget_stops WHERE stopped_at < ?");
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
    ofRun: (id) => ofRun.get(id),
    meter: (id, usage, ms) =>
      void meter.run({
        id,
        inputTokens: usage.inputTokens ?? null,
        outputTokens: usage.outputTokens ?? null,
        cachedTokens: usage.cachedTokens ?? null,
        costUsd: usage.costUsd ?? null,
        estimated: usage.estimated === undefined ? null : Number(usage.estimated),
        ms,
      }),
    addToDay: (row) => void addToDay.run(row),
    ofDay: (day) => ofDay.get(day) ?? NOTHING,
    ofAgent: (day, agentId) => ofAgent.get(day, agentId) ?? NOTHING,
    ofTeam: (day, teamId) => ofTeam.get(day, teamId) ?? NOTHING,
    ofConversation: (id) => ofConversation.get({ id }) ?? NOTHING,
    isEstimated: (
      since,
      { agentId = null, teamId = null }: { agentId?: string | null; teamId?: string | null },
    ) => estimated.get({ since, agentId, teamId }) !== undefined,
    isConversationEstimated: (id) => conversationEstimated.get({ id }) !== undefined,
    state: (key) => state.get(key),
    extend: (key, extra) => void extend.run({ ...key, ...extra }),
    setWarned: (key) => void setWarned.run(key),
    setNoticed: (key) => void setNoticed.run(key),
    forget: ({ day, time }) =>
      forgetDays.run(day).changes + forgetStates.run(day).changes + forgetStops.run(time).changes,
    stop: (row) => void stop.run(row),
    unstop: (id) => void unstop.run(id),
    stoppedAt: (id) => stoppedAt.get(id),
    stoppingScopes: (since) => [...new Set(stoppingScopes.all(since))],
    stops: (limit) => stops.all(limit),
    stoppedBy: (scope, since) => stoppedBy.all(scope, since).sort((a, b) => a - b),
  };
}
