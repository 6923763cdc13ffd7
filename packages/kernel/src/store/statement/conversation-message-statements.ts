/** Statements on the messages of a conversation. */
import type Database from "better-sqlite3";
import type { MessageRow } from "../schema.js";
import { OPEN } from "./open-lanes.js";

export interface ConversationMessageStatements {
  /**
   * Kinds of the open messages of a conversation, newest first. Read as far as needed: in a large conversation, reading all
   * of them whenever one ends would take quadratic time. No other statement may run before the last one is read.
   */
  openKinds(conversationId: string): Iterable<Pick<MessageRow, "kind">>;
  /** Kinds of the messages of a conversation that wait for a retry. Only heads of lanes do, so there are few. */
  retryingKinds(conversationId: string): Pick<MessageRow, "kind">[];
  openInConversation(conversationId: string): MessageRow[];
  /** The oldest of them. */
  firstOpen(conversationId: string): MessageRow | undefined;
  inConversation(conversationId: string): MessageRow[];
  /** Who got the first message of a conversation. */
  firstAgent(conversationId: string): string | undefined;
  /** The conversation of each message that is processed: one for each lane at most. */
  workingIn(): string[];
  /** The agents of a conversation's earlier messages, each once, without room posts and sub-agents. */
  agentsBefore(conversationId: string, id: number): string[];
  countInConversation(conversationId: string): number;
  pairCounts(conversationId: string): { from_agent: string; agent_id: string; n: number }[];
  /** Handoffs that one run has made in a conversation. */
  countHandoffs(conversationId: string, runId: string): number;
}

export function conversationMessageStatements(db: Database.Database): ConversationMessageStatements {
  const openIn = db.prepare<[string], MessageRow>(
    `SELECT * FROM messages WHERE conversation_id = ? AND ${OPEN} ORDER BY id`,
  );
  const firstOpen = db.prepare<[string], MessageRow>(
    `SELECT * FROM messages WHERE conversation_id = ? AND ${OPEN} ORDER BY id LIMIT 1`,
  );
  const openKinds = db.prepare<[string], Pick<MessageRow, "kind">>(
    `SELECT kind FROM messages INDEXED BY messages_conversation WHERE conversation_id = ? AND ${OPEN} ORDER BY id DESC`,
  );
  const retryingKinds = db.prepare<[string], Pick<MessageRow, "kind">>(
    "SELECT kind FROM messages INDEXED BY messages_due WHERE status = 'pending' AND not_before IS NOT NULL AND (waiting_since IS NOT NULL OR failure IS NOT NULL) AND conversation_id = ?",
  );
  const allIn = db.prepare<[string], MessageRow>(
    "SELECT * FROM messages WHERE conversation_id = ? ORDER BY id",
  );
  const countIn = db
    .prepare<[string], number>("SELECT count(*) FROM messages WHERE conversation_id = ?")
    .pluck();
  const pairs = db.prepare<[string], { from_agent: string; agent_id: string; n: number }>(
    "SELECT from_agent, agent_id, count(*) AS n FROM messages WHERE conversation_id = ? AND kind = 'handoff' AND from_agent IS NOT NULL GROUP BY from_agent, agent_id",
  );
  const handoffsOf = db
    .prepare<[string, string], number>(
      "SELECT count(*) FROM messages WHERE conversation_id = ? AND kind = 'handoff' AND parent_run_id = ?",
    )
    .pluck();
  const firstAgent = db
    .prepare<[string], string>(
      "SELECT agent_id FROM messages INDEXED BY messages_conversation WHERE conversation_id = ? ORDER BY id LIMIT 1",
    )
    .pluck();
  const workingIn = db
    .prepare<[], string>(
      "SELECT conversation_id FROM messages INDEXED BY messages_live WHERE status = 'processing'",
    )
    .pluck();
  const agentsBefore = db
    .prepare<[string, number], string>(
      "SELECT agent_id FROM messages WHERE conversation_id = ? AND id < ? AND kind NOT IN ('room','node') ORDER BY id",
    )
    .pluck();
  return {
    openInConversation: (id) => openIn.all(id),
    firstOpen: (id) => firstOpen.get(id),
    openKinds: (id) => openKinds.iterate(id),
    retryingKinds: (id) => retryingKinds.all(id),
    inConversation: (id) => allIn.all(id),
    firstAgent: (conversationId) => firstAgent.get(conversationId),
    workingIn: () => workingIn.all(),
    agentsBefore: (conversationId, id) => [...new Set(agentsBefore.all(conversationId, id))],
    countInConversation: (id) => countIn.get(id) ?? 0,
    pairCounts: (id) => pairs.all(id),
    countHandoffs: (id, runId) => handoffsOf.get(id, runId) ?? 0,
  };
}
