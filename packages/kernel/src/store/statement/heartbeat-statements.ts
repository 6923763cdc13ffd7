/** Statements on the last heartbeat of each agent. */
import type Database from "better-sqlite3";
import type { HeartbeatRow } from "../schema.js";

export interface HeartbeatStatements {
  get(agentId: string): HeartbeatRow | undefined;
  list(): HeartbeatRow[];
  /** Starts the wait of an agent that has no row yet, or whose last heartbeat is in the future. */
  begin(agentId: string, now: number): void;
  sent(row: HeartbeatRow): void;
  /** Whether anything waits or runs in a lane. */
  isBusy(lane: string): boolean;
  /** Whether a message of the conversation ended as a dead letter. */
  hasFailed(conversationId: string): boolean;
}

export function heartbeatStatements(db: Database.Database): HeartbeatStatements {
  const get = db.prepare<[string], HeartbeatRow>("SELECT * FROM heartbeats WHERE agent_id = ?");
  const list = db.prepare<[], HeartbeatRow>("SELECT * FROM heartbeats ORDER BY agent_id");
  const begin = db.prepare(
    "INSERT INTO heartbeats (agent_id,last_sent_at) VALUES (?,?) ON CONFLICT (agent_id) DO UPDATE SET last_sent_at = excluded.last_sent_at",
  );
  const sent = db.prepare(
    `INSERT INTO heartbeats (agent_id,last_sent_at,last_conversation_id,failures) VALUES (@agent_id,@last_sent_at,@last_conversation_id,@failures)
     ON CONFLICT (agent_id) DO UPDATE SET last_sent_at = excluded.last_sent_at, last_conversation_id = excluded.last_conversation_id, failures = excluded.failures`,
  );
  const busy = db
    .prepare<[string], number>(
      "SELECT EXISTS (SELECT 1 FROM messages INDEXED BY messages_lane WHERE lane = ? AND status IN ('pending','processing'))",
    )
    .pluck();
  const failed = db
    .prepare<[string], number>(
      "SELECT EXISTS (SELECT 1 FROM messages INDEXED BY messages_conversation WHERE conversation_id = ? AND status = 'dead')",
    )
    .pluck();
  return {
    get: (agentId) => get.get(agentId),
    list: () => list.all(),
    begin: (agentId, now) => void begin.run(agentId, now),
    sent: (row) => void sent.run(row),
    isBusy: (lane) => busy.get(lane) === 1,
    hasFailed: (conversationId) => failed.get(conversationId) === 1,
  };
}
