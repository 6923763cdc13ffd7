/** Statements on what runs used: of a run, a day, an agent, a team and a conversation. */
import type { Usage } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { UsageDayRow } from "../schema.js";

/** Amounts in whole units, so that sums are exact. */
export interface SpentSums {
  runs: number;
  tokens: number;
  /** Billionths of a US dollar. */
  nano_usd: number;
  ms: number;
}

const SUMS =
  "coalesce(sum(runs),0) AS runs, coalesce(sum(tokens),0) AS tokens, coalesce(sum(nano_usd),0) AS nano_usd, coalesce(sum(ms),0) AS ms";
const NANO_USD = "CAST(round(coalesce(cost_usd,0) * 1e9) AS INTEGER)";
const TOKENS = "coalesce(input_tokens,0) + coalesce(output_tokens,0)";
const NOTHING: SpentSums = { runs: 0, tokens: 0, nano_usd: 0, ms: 0 };

export interface SpentStatements {
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
}

export function spentStatements(db: Database.Database): SpentStatements {
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
  };
}
