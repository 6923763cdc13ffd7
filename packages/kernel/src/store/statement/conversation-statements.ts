/** Statements on conversations. */
import type Database from "better-sqlite3";
import type { ConversationRow } from "../schema.js";
import { selection } from "./selection.js";

type OptionalFields = "budget" | "budget_root" | "asker";
export type NewConversation = Omit<
  ConversationRow,
  | "status"
  | "closed_at"
  | "noticed_at"
  | "limit_reached"
  | "newest_reply"
  | "read_reply"
  | "title"
  | OptionalFields
> &
  Partial<Pick<ConversationRow, OptionalFields>>;

export interface ConversationFilter {
  limit: number;
  before?: number | undefined;
  status?: string | undefined;
  messageId?: string | undefined;
  /** Works or worked in it. */
  agent?: string | undefined;
  team?: string | undefined;
  channel?: string | undefined;
  /** Has a reply that the operator has not read. */
  unread?: 1 | undefined;
  /** Leaves out what was started by a post in a chat room. */
  withoutRooms?: 1 | undefined;
}

export interface ConversationStatements {
  insert(row: NewConversation): void;
  get(id: string): ConversationRow | undefined;
  findInbound(channel: string, inboundId: string): ConversationRow | undefined;
  /** The last one on a channel, in the order of the ids, whose inbound id begins with `prefix`, which is ASCII. */
  newestInbound(channel: string, prefix: string): ConversationRow | undefined;
  /** The first one whose replies are threaded by this id. */
  findThread(channel: string, replyToId: string): ConversationRow | undefined;
  /** @returns 1 when it was open */
  close(id: string, status: "closed" | "cancelled", now: number): number;
  /** Sets the team and the settings of a conversation once it is known who works on it. */
  setTeam(
    id: string,
    team: { teamId: string | null; join: ConversationRow["join_mode"]; limits: string; deadlineAt: number },
  ): void;
  /** What its sender wrote, with what joined it. */
  setText(id: string, text: string): void;
  /** @returns whether it had none */
  setTitle(id: string, title: string): boolean;
  setNotes(id: string, notes: string, limitReached: string | null): void;
  setNoticed(id: string, now: number): void;
  /** The time of all open conversations ends so many milliseconds later: nobody could work meanwhile. */
  moveDeadlines(ms: number): void;
  /** Marks the replies up to `replyId` as read, at most those there are. @returns whether the mark moved */
  markRead(id: string, replyId: number): boolean;
  list(filter: ConversationFilter): ConversationRow[];
  /** Conversations outside rooms that are unread, among the newest `limit` unread ones. */
  countUnread(limit: number): number;
  /** Open conversations without a notice that may get one, in the order of their creation, after a given one. */
  openAfter(
    after: { createdAt: number; row: number },
    page: { until: number; limit: number },
  ): { id: string; created_at: number; row: number }[];
  /** Open conversations with a message that waits for a retry. */
  waiting(): { id: string; since: number }[];
}

export function conversationStatements(db: Database.Database): ConversationStatements {
  const insert = db.prepare(
    `INSERT INTO conversations (id,inbound_id,reply_to_id,channel,sender,sender_id,team_id,join_mode,join_explicit,text,chain,limits,notes,follow_up_of,metadata,quiet,task_id,budget,budget_root,asker,created_at,deadline_at)
     VALUES (@id,@inbound_id,@reply_to_id,@channel,@sender,@sender_id,@team_id,@join_mode,@join_explicit,@text,@chain,@limits,@notes,@follow_up_of,@metadata,@quiet,@task_id,@budget,@budget_root,@asker,@created_at,@deadline_at)`,
  );
  const get = db.prepare<[string], ConversationRow>("SELECT * FROM conversations WHERE id = ?");
  const findInbound = db.prepare<[string, string], ConversationRow>(
    "SELECT * FROM conversations WHERE channel = ? AND inbound_id = ?",
  );
  const newestInbound = db.prepare<[string, string, string], ConversationRow>(
    "SELECT * FROM conversations WHERE channel = ? AND inbound_id >= ? AND inbound_id < ? ORDER BY inbound_id DESC LIMIT 1",
  );
  const findThread = db.prepare<[string, string], ConversationRow>(
    "SELECT * FROM conversations WHERE reply_to_id = ? AND channel = ? ORDER BY created_at LIMIT 1",
  );
  const close = db.prepare(
    "UPDATE conversations SET status = ?, closed_at = ? WHERE id = ? AND status = 'open'",
  );
  const setTeam = db.prepare(
    "UPDATE conversations SET team_id = @teamId, join_mode = @join, limits = @limits, deadline_at = @deadlineAt WHERE id = @id",
  );
  const setText = db.prepare("UPDATE conversations SET text = ? WHERE id = ?");
  const setTitle = db.prepare("UPDATE conversations SET title = ? WHERE id = ? AND title IS NULL");
  const setNotes = db.prepare(
    "UPDATE conversations SET notes = ?, limit_reached = coalesce(limit_reached, ?) WHERE id = ?",
  );
  const moveDeadlines = db.prepare(
    "UPDATE conversations SET deadline_at = deadline_at + ? WHERE status = 'open'",
  );
  const setNoticed = db.prepare("UPDATE conversations SET noticed_at = ? WHERE id = ?");
  const markRead = db.prepare(
    "UPDATE conversations SET read_reply = min(@replyId, newest_reply) WHERE id = @id AND newest_reply > read_reply AND @replyId > read_reply",
  );
  const list = selection<ConversationFilter, ConversationRow>(db, {
    select: "SELECT * FROM conversations",
    conditions: {
      status: "status = @status",
      messageId: "reply_to_id = @messageId",
      before: "created_at < @before",
      agent:
        "EXISTS (SELECT 1 FROM messages m INDEXED BY messages_conversation WHERE m.conversation_id = conversations.id AND m.agent_id = @agent)",
      // `+` keeps the order of creation: another index would sort all conversations of a channel.
      team: "+team_id = @team",
      channel: "+channel = @channel",
      // The condition of the index, word for word: it contains exactly these rows.
      unread: "newest_reply > read_reply",
      withoutRooms: "+channel <> 'chatroom'",
    },
    order: "ORDER BY created_at DESC, rowid DESC LIMIT @limit",
  });
  // Posts of rooms are read in their room. Few are looked at, however many were never opened.
  const countUnread = db
    .prepare<[number], number>(
      "SELECT count(*) FROM (SELECT channel FROM conversations WHERE newest_reply > read_reply ORDER BY created_at DESC LIMIT ?) AS counted WHERE channel <> 'chatroom'",
    )
    .pluck();
  return {
    insert: (row) => void insert.run({ budget: null, budget_root: null, asker: null, ...row }),
    get: (id) => get.get(id),
    findInbound: (channel, inboundId) => findInbound.get(channel, inboundId),
    newestInbound: (channel, prefix) => newestInbound.get(channel, prefix, `${prefix}\u007f`),
    findThread: (channel, replyToId) => findThread.get(replyToId, channel),
    close: (id, status, now) => close.run(status, now, id).changes,
    setTeam: (id, team) => void setTeam.run({ id, ...team }),
    setText: (id, text) => void setText.run(text, id),
    setTitle: (id, title) => setTitle.run(title, id).changes > 0,
    setNotes: (id, notes, limitReached) => void setNotes.run(notes, limitReached, id),
    moveDeadlines: (ms) => void moveDeadlines.run(ms),
    setNoticed: (id, now) => void setNoticed.run(now, id),
    markRead: (id, replyId) => markRead.run({ id, replyId }).changes > 0,
    list,
    countUnread: (limit) => countUnread.get(limit) ?? 0,
    ...unansweredStatements(db),
  };
}

/** Conversations whose people may get a notice. */
function unansweredStatements(db: Database.Database): Pick<ConversationStatements, "openAfter" | "waiting"> {
  const waiting = db.prepare<[], { id: string; since: number }>(
    `SELECT c.id AS id, max(m.waiting_since) AS since FROM messages m INDEXED BY messages_due CROSS JOIN conversations c ON c.id = m.conversation_id
     WHERE m.status = 'pending' AND m.not_before IS NOT NULL AND m.waiting_since IS NOT NULL AND c.status = 'open' AND c.noticed_at IS NULL GROUP BY c.id`,
  );
  const openAfter = db.prepare<[object], { id: string; created_at: number; row: number }>(
    `SELECT id, created_at, rowid AS row FROM conversations INDEXED BY conversations_status
     WHERE status = 'open' AND (created_at, rowid) > (@createdAt, @row) AND created_at <= @until AND noticed_at IS NULL AND quiet = 0
     ORDER BY created_at, rowid LIMIT @limit`,
  );
  return {
    openAfter: (after, page) => openAfter.all({ ...after, ...page }),
    waiting: () => waiting.all(),
  };
}
