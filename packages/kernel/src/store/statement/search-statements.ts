/**
 * Statements on the full-text index. Its rows are numbered by source and source row, so that an entry is replaced and
 * removed without a search.
 */
import type Database from "better-sqlite3";
import type { AgentMessageRow, ChatMessageRow, CommentRow, MessageRow, TaskRow } from "../schema.js";
import { BOARD_RANGE, toRange } from "./search-ranges.js";
import { selection } from "./selection.js";

export type SearchKindName = "message" | "reply" | "room" | "task" | "comment";

/** A condition on `tasks`: the expression `@match` finds the task or one of its comments. */
export const TASKS_FOUND = `id IN (SELECT ref FROM search_index WHERE search_index MATCH @match AND rowid > ${BOARD_RANGE.above} AND rowid < ${BOARD_RANGE.below})`;

export interface SearchEntry {
  rowid: number;
  title: string;
  body: string;
  kind: SearchKindName;
  /** Where it leads: the id of a conversation (may be empty), a team or a task. */
  ref: string;
  agent: string;
  time: number;
}

export interface SearchFilter {
  limit: number;
  /** An expression of FTS5. */
  match: string;
  /** Bounds of the entries' numbers, both exclusive. */
  above: number;
  below: number;
  kind?: SearchKindName | undefined;
  agent?: string | undefined;
  since?: number | undefined;
}

/** A hit. In `snippet`, matches are between the characters 2 and 3. A lower `rank` is better. */
export type SearchRow = Omit<SearchEntry, "body"> & { snippet: string; rank: number };

export interface SearchStatements {
  put(entry: SearchEntry): void;
  remove(rowid: number): void;
  find(filter: SearchFilter): SearchRow[];
  /** The number of the newest match within bounds after `skip` newer ones; undefined when there are fewer. */
  newestMatch(at: { match: string; above: number; below: number; skip: number }): number | undefined;
  /** Row ids of the messages whose text or answer matches: of the newest `limit` matches, each once. */
  messagesWith(match: string, limit: number): number[];
  progress(source: string): number;
  setProgress(source: string, lastId: number): void;
  historyAfter(id: number, limit: number): AgentMessageRow[];
  roomsAfter(id: number, limit: number): ChatMessageRow[];
  hasHistory(id: number): boolean;
  hasRoomPost(id: number): boolean;
  /** The queue's row behind an entry of an agent's history. */
  messageOf(
    messageId: string,
    agentId: string,
  ): Pick<MessageRow, "id" | "kind" | "chain_step" | "conversation_id"> | undefined;
  firstMessage(conversationId: string): number | null;
  /** The conversation a reply of that time was given in. */
  conversationOf(reply: { messageId: string; channel: string; time: number }): string | undefined;
  /** Numbers of entries above one, below another, in order. */
  rowidsBetween(above: number, below: number, limit: number): number[];
  tasksAfter(rowid: number, limit: number): (TaskRow & { row: number })[];
  commentsAfter(rowid: number, limit: number): (CommentRow & { row: number })[];
  /** How many tasks and comments there are. */
  countBoard(): number;
  countBetween(above: number, below: number): number;
}

export function searchStatements(db: Database.Database): SearchStatements {
  return { ...indexStatements(db), ...sourceStatements(db) };
}

type IndexStatements = Pick<
  SearchStatements,
  | "put"
  | "remove"
  | "find"
  | "newestMatch"
  | "messagesWith"
  | "progress"
  | "setProgress"
  | "rowidsBetween"
  | "countBetween"
>;

/**
 * Numbers of entries are larger than 2^31, so the driver binds them as floats. FTS5 ignores a bound that is a float and
 * reads the whole index, so every bound is cast.
 */
function indexStatements(db: Database.Database): IndexStatements {
  const between = "rowid > CAST(? AS INTEGER) AND rowid < CAST(? AS INTEGER)";
  const put = db.prepare(
    "INSERT OR REPLACE INTO search_index (rowid,title,body,kind,ref,agent,time) VALUES (@rowid,@title,@body,@kind,@ref,@agent,@time)",
  );
  const remove = db.prepare("DELETE FROM search_index WHERE rowid = ?");
  const find = selection<SearchFilter, SearchRow>(db, {
    // A word in the title weighs more: it is what the author chose to describe the text.
    select:
      "SELECT rowid, title, kind, ref, agent, time, rank, snippet(search_index, -1, char(2), char(3), '…', 32) AS snippet FROM search_index",
    conditions: {
      match: "search_index MATCH @match AND rank MATCH 'bm25(4.0, 1.0)'",
      above: "rowid > CAST(@above AS INTEGER)",
      below: "rowid < CAST(@below AS INTEGER)",
      kind: "kind = @kind",
      agent: "agent = @agent",
      since: "time >= @since",
    },
    order: "ORDER BY rank LIMIT @limit",
  });
  const newestMatch = db
    .prepare<[object], number>(
      "SELECT rowid FROM search_index WHERE search_index MATCH @match AND rowid > CAST(@above AS INTEGER) AND rowid < CAST(@below AS INTEGER) ORDER BY rowid DESC LIMIT 1 OFFSET @skip",
    )
    .pluck();
  const history = toRange("history");
  const messagesWith = db
    .prepare<[{ match: string; limit: number }], number>(
      `SELECT m.id FROM (SELECT rowid - ${history.above + 1} AS number FROM search_index WHERE search_index MATCH @match AND rowid > ${history.above} AND rowid < ${history.below} ORDER BY rowid DESC LIMIT @limit) found
         CROSS JOIN agent_messages h ON h.id = found.number CROSS JOIN messages m ON m.message_id = h.message_id AND m.agent_id = h.agent_id`,
    )
    .pluck();
  const progress = db.prepare<[string], number>("SELECT last_id FROM search_progress WHERE kind = ?").pluck();
  const setProgress = db.prepare(
    "INSERT INTO search_progress (kind,last_id) VALUES (?,?) ON CONFLICT (kind) DO UPDATE SET last_id = excluded.last_id",
  );
  const rowidsBetween = db
    .prepare<[number, number, number], number>(
      `SELECT rowid FROM search_index WHERE ${between} ORDER BY rowid LIMIT ?`,
    )
    .pluck();
  const countBetween = db
    .prepare<[number, number], number>(`SELECT count(*) FROM search_index WHERE ${between}`)
    .pluck();
  return {
    put: (entry) => void put.run(entry),
    remove: (rowid) => void remove.run(rowid),
    find,
    newestMatch: (at) => newestMatch.get(at),
    messagesWith: (match, limit) => [...new Set(messagesWith.all({ match, limit }))],
    progress: (source) => progress.get(source) ?? 0,
    setProgress: (source, lastId) => void setProgress.run(source, lastId),
    rowidsBetween: (above, below, limit) => rowidsBetween.all(above, below, limit),
    countBetween: (above, below) => countBetween.get(above, below) ?? 0,
  };
}

function sourceStatements(db: Database.Database): Omit<SearchStatements, keyof IndexStatements> {
  const historyAfter = db.prepare<[number, number], AgentMessageRow>(
    "SELECT * FROM agent_messages WHERE id > ? ORDER BY id LIMIT ?",
  );
  const roomsAfter = db.prepare<[number, number], ChatMessageRow>(
    "SELECT * FROM chat_messages WHERE id > ? ORDER BY id LIMIT ?",
  );
  const hasHistory = db.prepare<[number], number>("SELECT 1 FROM agent_messages WHERE id = ?").pluck();
  const hasRoomPost = db.prepare<[number], number>("SELECT 1 FROM chat_messages WHERE id = ?").pluck();
  const messageOf = db.prepare<
    [string, string],
    Pick<MessageRow, "id" | "kind" | "chain_step" | "conversation_id">
  >(
    "SELECT id, kind, chain_step, conversation_id FROM messages WHERE message_id = ? AND agent_id = ? ORDER BY id DESC LIMIT 1",
  );
  const firstMessage = db
    .prepare<[string], number | null>("SELECT min(id) FROM messages WHERE conversation_id = ?")
    .pluck();
  const conversationOf = db
    .prepare<[string, number, string], string>(
      "SELECT id FROM conversations WHERE reply_to_id = ? AND created_at <= ? AND channel = ? ORDER BY created_at DESC LIMIT 1",
    )
    .pluck();
  const tasksAfter = db.prepare<[number, number], TaskRow & { row: number }>(
    "SELECT rowid AS row, * FROM tasks WHERE rowid > ? ORDER BY rowid LIMIT ?",
  );
  const commentsAfter = db.prepare<[number, number], CommentRow & { row: number }>(
    "SELECT rowid AS row, * FROM comments WHERE rowid > ? ORDER BY rowid LIMIT ?",
  );
  const countBoard = db
    .prepare<[], number>("SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM comments)")
    .pluck();
  return {
    historyAfter: (id, limit) => historyAfter.all(id, limit),
    roomsAfter: (id, limit) => roomsAfter.all(id, limit),
    hasHistory: (id) => hasHistory.get(id) !== undefined,
    hasRoomPost: (id) => hasRoomPost.get(id) !== undefined,
    messageOf: (messageId, agentId) => messageOf.get(messageId, agentId),
    firstMessage: (conversationId) => firstMessage.get(conversationId) ?? null,
    conversationOf: ({ messageId, channel, time }) => conversationOf.get(messageId, time, channel),
    tasksAfter: (rowid, limit) => tasksAfter.all(rowid, limit),
    commentsAfter: (rowid, limit) => commentsAfter.all(rowid, limit),
    countBoard: () => countBoard.get() ?? 0,
  };
}
