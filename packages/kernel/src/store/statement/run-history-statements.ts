/** Statements on the runs of a message, a conversation or an agent. */
import type { RunWhy } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { RunRow, SessionRow } from "../schema.js";

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

export interface RunHistoryStatements {
  /** The latest successful runs of an agent, of one conversation or of all, newest first. */
  latestAnswers(agent: string, conversation: string | null, wanted: WantedAnswers): LatestAnswer[];
  inConversation(conversationId: string): RunRow[];
  /** Those of a conversation whose log has tool calls or thinking. */
  withSteps(conversationId: string): string[];
  /** How often runs of a message were interrupted by this, and when the last of them was created. */
  interruptedBy(messageRowId: number, why: RunWhy["code"]): { n: number; last: number | null };
  /** The newest run of a message, by its id. */
  newestOf(messageRowId: number): string | undefined;
  /** The newest run of a message other than `runId`. */
  before(messageRowId: number, runId: string): RunRow | undefined;
}

export function runHistoryStatements(db: Database.Database): RunHistoryStatements {
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
    interruptedBy: (id, why) => interruptedBy.get(id, why) ?? { n: 0, last: null },
    newestOf: (messageRowId) => newestOf.get(messageRowId),
    before: (messageRowId, runId) => before.get(messageRowId, runId),
  };
}
