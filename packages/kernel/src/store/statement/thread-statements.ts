/**
 * Threads: the conversations of one person or chat with one agent or team, on one channel. A thread is a view over the
 * conversations: nothing is stored for it, so that those of earlier releases have one too.
 */
import type { CHANNELS } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { ConversationRow } from "../schema.js";

/** What the conversations of a thread have in common. */
export interface ThreadFacts {
  channel: string;
  /** The chat and thread that the client named; without them, the sender. */
  place: string;
  /** `team:<id>` or `agent:<id>`: who got the first message. */
  target: string;
  /** The thread that the client named; empty for none. */
  thread: string;
}

export interface ThreadStatements {
  /** Undefined for a conversation that belongs to no thread: no person went on writing to it, or retention has its message. */
  factsOf(conversationId: string): ThreadFacts | undefined;
  /** Conversations of its thread that began before it, newest first. */
  before(conversationId: string, limit: number): ConversationRow[];
  /** Conversations of its thread that began after it, oldest first. */
  after(conversationId: string, limit: number): ConversationRow[];
  /** As `before`, only those with a reply that the operator has not read. */
  unreadBefore(conversationId: string, limit: number): ConversationRow[];
  /** The newest one of its thread, which may be itself; undefined for a conversation without a thread. */
  newest(conversationId: string): ConversationRow | undefined;
}

/** Each of these conversations is about something of its own. */
const WITHOUT_THREAD: ReadonlySet<string> = new Set([
  "webhook",
  "schedule",
  "heartbeat",
  "chatroom",
  "task",
] as const satisfies (keyof typeof CHANNELS)[]);

/** Clients of the API give metadata of their own: only texts count. */
const named = (name: "chat" | "thread"): string =>
  `CASE json_type(c.metadata, '$.${name}') WHEN 'text' THEN json_extract(c.metadata, '$.${name}') ELSE '' END`;
const PLACE = `CASE WHEN ${named("chat")} <> '' OR ${named("thread")} <> ''
  THEN 'in:' || json_array(${named("chat")}, ${named("thread")})
  ELSE 'by:' || coalesce(c.sender_id, 'name:' || c.sender) END`;
const TARGET = `(SELECT coalesce('team:' || m.team_id, 'agent:' || m.agent_id) FROM messages m INDEXED BY messages_conversation
  WHERE m.conversation_id = c.id ORDER BY m.id LIMIT 1)`;
// `+` keeps the order of creation: another index would sort all conversations of a channel.
const IN_THREAD = `+c.channel = @channel AND ${PLACE} = @place AND ${TARGET} = @target`;
const POSITION = "(SELECT created_at, rowid FROM conversations WHERE id = @id)";

export function threadStatements(db: Database.Database): ThreadStatements {
  const facts = db.prepare<[string], ThreadFacts & { target: string | null }>(
    `SELECT c.channel AS channel, ${PLACE} AS place, ${TARGET} AS target, ${named("thread")} AS thread
     FROM conversations c WHERE c.id = ?`,
  );
  const before = db.prepare<[object], ConversationRow>(
    `SELECT c.* FROM conversations c INDEXED BY conversations_created WHERE (c.created_at, c.rowid) < ${POSITION} AND ${IN_THREAD}
     ORDER BY c.created_at DESC, c.rowid DESC LIMIT @limit`,
  );
  const after = db.prepare<[object], ConversationRow>(
    `SELECT c.* FROM conversations c INDEXED BY conversations_created WHERE (c.created_at, c.rowid) > ${POSITION} AND ${IN_THREAD}
     ORDER BY c.created_at, c.rowid LIMIT @limit`,
  );
  const unreadBefore = db.prepare<[object], ConversationRow>(
    `SELECT c.* FROM conversations c INDEXED BY conversations_unread
     WHERE c.newest_reply > c.read_reply AND (c.created_at, c.rowid) < ${POSITION} AND ${IN_THREAD}
     ORDER BY c.created_at DESC, c.rowid DESC LIMIT @limit`,
  );
  const newest = db.prepare<[object], ConversationRow>(
    `SELECT c.* FROM conversations c INDEXED BY conversations_created WHERE (c.created_at, c.rowid) >= ${POSITION} AND ${IN_THREAD}
     ORDER BY c.created_at DESC, c.rowid DESC LIMIT 1`,
  );
  const factsOf = (id: string): ThreadFacts | undefined => {
    const row = facts.get(id);
    return row === undefined || row.target === null || WITHOUT_THREAD.has(row.channel) ? undefined : row;
  };
  const select =
    (statement: typeof before) =>
    (id: string, limit: number): ConversationRow[] => {
      const thread = factsOf(id);
      return thread === undefined ? [] : statement.all({ ...thread, id, limit });
    };
  return {
    factsOf,
    before: select(before),
    after: select(after),
    unreadBefore: select(unreadBefore),
    newest(id) {
      const thread = factsOf(id);
      return thread === undefined ? undefined : newest.get({ ...thread, id });
    },
  };
}
