/**
 * Finds and removes old rows, a few at a time and by index only, so that no message waits long for it. The caller
 * decides which rows may go, with one exception: no statement removes an open conversation or its dead letters.
 */
import type Database from "better-sqlite3";
import type { MessageRow, OutboxRow } from "../schema.js";

export interface OldConversation {
  id: string;
  created_at: number;
  row: number;
  closed_at: number | null;
}

export interface SettledReply {
  id: number;
  created_at: number;
  /** When it was delivered or given up. An older version recorded only the time of the last attempt. */
  settled_at: number;
  status: OutboxRow["status"];
  open: number;
}

/** Columns of a message that can name files. */
export type NamingRow = Pick<MessageRow, "text" | "shared" | "context"> & { files: string | null };

export interface RetentionStatements {
  /** When data was last imported; null when it never was. */
  lastImport(): number | null;
  /** Finished conversations after a place in the order of their creation, oldest first. */
  finishedAfter(place: {
    status: "closed" | "cancelled";
    created: number;
    row: number;
    before: number;
    limit: number;
  }): OldConversation[];
  /** Whether one of its messages waits, runs or is a dead letter, or one of its replies is not delivered. */
  isHeld(conversationId: string): boolean;
  /** The conversations that open ones follow. */
  followedByOpen(limit: number): string[];
  followUpOf(conversationId: string): string | null;
  /**
   * Removes up to `limit` rows of a finished conversation, and the conversation last.
   *
   * @returns how many rows; fewer than `limit` when nothing of it is left, 0 when it is open or does not exist
   */
  removeConversation(conversationId: string, limit: number): number;
  /** Replies after an id, whatever became of them; `open` says whether their conversation is open. */
  repliesAfter(id: number, limit: number): SettledReply[];
  deadRepliesAfter(id: number, limit: number): SettledReply[];
  waitingOn(channel: string, id: number, limit: number): { id: number; created_at: number; open: number }[];
  removeReplies(ids: readonly number[]): void;
  deadLettersBefore(time: number, limit: number): number[];
  /** Number of the first event of the oldest open conversations; null when there is none. */
  firstOpenEvent(): number | null;
  eventsFrom(limit: number): { seq: number; time: number }[];
  removeEventsUpTo(seq: number): number;
  historyFrom(limit: number): { id: number; created_at: number }[];
  removeHistory(ids: readonly number[]): void;
  roomsFrom(limit: number): { id: number; created_at: number }[];
  removeRooms(ids: readonly number[]): void;
  /** Where replies are shown: of those that belong to no conversation any more too. */
  sentFrom(limit: number): { id: number; created_at: number }[];
  removeSent(ids: readonly number[]): void;
  notesFrom(limit: number): { id: number; created_at: number }[];
  removeNotes(ids: readonly number[]): void;
  scheduleRunsFrom(limit: number): { id: number; created_at: number }[];
  removeScheduleRuns(ids: readonly number[]): void;
  /** Removes revisions older than the newest `keep`. @returns how many */
  removeRevisions(keep: number, limit: number): number;
  /** Open conversations after a place in the order of their creation. */
  openAfter(place: { created: number; row: number; limit: number }): {
    id: string;
    created_at: number;
    row: number;
    text: string;
  }[];
  /** Texts and attached files of a conversation's messages. */
  listTexts(conversationId: string): NamingRow[];
  /** The same of all waiting messages, of all dead letters, and of all replies that are not delivered. One at a time. */
  pendingTexts(): IterableIterator<NamingRow>;
  deadTexts(): IterableIterator<NamingRow>;
  undeliveredReplies(): IterableIterator<{ message: string; files: string; idempotency_key: string }>;
  /** Descriptions and comments of all tasks. One at a time. */
  taskTexts(): IterableIterator<{ text: string }>;
}

export function retentionStatements(db: Database.Database): RetentionStatements {
  const lastImport = db
    .prepare<[], number>("SELECT created_at FROM imports ORDER BY rowid DESC LIMIT 1")
    .pluck();
  return {
    lastImport: () => lastImport.get() ?? null,
    ...conversationStatements(db),
    ...replyStatements(db),
    ...journalStatements(db),
    ...logStatements(db),
    ...fileStatements(db),
  };
}

/** Removes rows by primary key. */
function remover(
  db: Database.Database,
  table: string,
  key = "id",
): (ids: readonly (number | string)[]) => void {
  const statement = db.prepare(`DELETE FROM ${table} WHERE ${key} = ?`);
  return (ids) => {
    for (const id of ids) statement.run(id);
  };
}

/** Reads the oldest rows of a table that only grows. */
function oldest(
  db: Database.Database,
  table: string,
): (limit: number) => { id: number; created_at: number }[] {
  const statement = db.prepare<[number], { id: number; created_at: number }>(
    `SELECT id, created_at FROM ${table} ORDER BY id LIMIT ?`,
  );
  return (limit) => statement.all(limit);
}

type ConversationPart = Pick<
  RetentionStatements,
  "finishedAfter" | "isHeld" | "followedByOpen" | "followUpOf" | "removeConversation"
>;

function conversationStatements(db: Database.Database): ConversationPart {
  const finished = db.prepare<[object], OldConversation>(
    `SELECT id, created_at, rowid AS row, closed_at FROM conversations INDEXED BY conversations_status
     WHERE status = @status AND (created_at, rowid) > (@created, @row) AND created_at < @before ORDER BY created_at, rowid LIMIT @limit`,
  );
  const held = db
    .prepare<[object], number>(
      `SELECT EXISTS (SELECT 1 FROM messages WHERE conversation_id = @id AND status IN ('pending','processing','dead'))
         OR EXISTS (SELECT 1 FROM outbox WHERE conversation_id = @id AND status <> 'acked')`,
    )
    .pluck();
  const followed = db
    .prepare<[number], string>(
      "SELECT follow_up_of FROM conversations INDEXED BY conversations_status WHERE status = 'open' AND follow_up_of IS NOT NULL LIMIT ?",
    )
    .pluck();
  const followUp = db
    .prepare<[string], string | null>("SELECT follow_up_of FROM conversations WHERE id = ?")
    .pluck();
  const finishedOne = db
    .prepare<[string], number>("SELECT 1 FROM conversations WHERE id = ? AND status <> 'open'")
    .pluck();
  const sessions = db.prepare(
    // Sessions of sub-agents have a scope below that of their conversation.
    `DELETE FROM sessions WHERE (scope = @id OR (scope > @id || '/' AND scope < @id || '0'))
       AND agent_id IN (SELECT agent_id FROM messages WHERE conversation_id = @id)`,
  );
  const budget = db.prepare("DELETE FROM budget_states WHERE period = '' AND scope = 'conversation:' || ?");
  const ofConversation = (
    ["approvals", "runs", "outbox", "inbound_parts", "sent_messages", "messages"] as const
  ).map(
    (table) =>
      `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE conversation_id = ? LIMIT ?)`,
  );
  // The graphs themselves last: the rows of the others are found through them.
  const ofGraphs = (["graph_records", "graph_nodes", "spawn_calls"] as const).map(
    (table) =>
      `DELETE FROM ${table} WHERE rowid IN (SELECT p.rowid FROM graphs g CROSS JOIN ${table} p ON p.graph_id = g.id WHERE g.conversation_id = ? LIMIT ?)`,
  );
  const graphs =
    "DELETE FROM graphs WHERE rowid IN (SELECT rowid FROM graphs WHERE conversation_id = ? LIMIT ?)";
  const parts = [...ofConversation, ...ofGraphs, graphs].map((sql) => db.prepare(sql));
  const whole = db.prepare("DELETE FROM conversations WHERE id = ? AND status <> 'open'");
  return {
    finishedAfter: (place) => finished.all(place),
    isHeld: (id) => held.get({ id }) === 1,
    followedByOpen: (limit) => followed.all(limit),
    followUpOf: (id) => followUp.get(id) ?? null,
    removeConversation(id, limit) {
      if (finishedOne.get(id) === undefined) return 0;
      sessions.run({ id });
      budget.run(id);
      let removed = 0;
      for (const part of parts) {
        if (removed >= limit) return removed;
        removed += part.run(id, limit - removed).changes;
      }
      return removed < limit ? removed + whole.run(id).changes : removed;
    },
  };
}

type ReplyPart = Pick<
  RetentionStatements,
  "repliesAfter" | "deadRepliesAfter" | "waitingOn" | "removeReplies" | "deadLettersBefore"
>;

const IS_OPEN =
  "EXISTS (SELECT 1 FROM conversations c WHERE c.id = conversation_id AND c.status = 'open') AS open";

function replyStatements(db: Database.Database): ReplyPart {
  const settledIn = (from: string) =>
    db.prepare<[number, number], SettledReply>(
      `SELECT id, created_at, coalesce(acked_at, not_before, created_at) AS settled_at, status, ${IS_OPEN} FROM ${from} id > ? ORDER BY id LIMIT ?`,
    );
  const all = settledIn("outbox WHERE");
  const dead = settledIn("outbox INDEXED BY outbox_dead WHERE status = 'dead' AND");
  const waiting = db.prepare<[string, number, number], { id: number; created_at: number; open: number }>(
    `SELECT id, created_at, ${IS_OPEN} FROM outbox INDEXED BY outbox_open
     WHERE channel = ? AND status IN ('pending','claimed') AND id > ? ORDER BY id LIMIT ?`,
  );
  const letters = db
    .prepare<[number, number], number>(
      `SELECT m.id FROM messages m INDEXED BY messages_dead WHERE m.status = 'dead' AND m.finished_at < ?
         AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = m.conversation_id AND c.status = 'open') ORDER BY m.finished_at LIMIT ?`,
    )
    .pluck();
  return {
    repliesAfter: (id, limit) => all.all(id, limit),
    deadRepliesAfter: (id, limit) => dead.all(id, limit),
    waitingOn: (channel, id, limit) => waiting.all(channel, id, limit),
    removeReplies: remover(db, "outbox"),
    deadLettersBefore: (time, limit) => letters.all(time, limit),
  };
}

type JournalPart = Pick<RetentionStatements, "firstOpenEvent" | "eventsFrom" | "removeEventsUpTo">;

function journalStatements(db: Database.Database): JournalPart {
  // A conversation's first event is written with its row: the oldest conversation has the oldest event.
  const firstOpen = db
    .prepare<[], number | null>(
      `SELECT min((SELECT min(seq) FROM events WHERE conversation_id = c.id)) FROM
         (SELECT id FROM conversations INDEXED BY conversations_status WHERE status = 'open' ORDER BY created_at LIMIT 100) c`,
    )
    .pluck();
  const events = db.prepare<[number], { seq: number; time: number }>(
    "SELECT seq, time FROM events ORDER BY seq LIMIT ?",
  );
  const remove = db.prepare("DELETE FROM events WHERE seq <= ?");
  return {
    firstOpenEvent: () => firstOpen.get() ?? null,
    eventsFrom: (limit) => events.all(limit),
    removeEventsUpTo: (seq) => remove.run(seq).changes,
  };
}

type LogPart = Pick<
  RetentionStatements,
  | "historyFrom"
  | "removeHistory"
  | "roomsFrom"
  | "removeRooms"
  | "sentFrom"
  | "removeSent"
  | "notesFrom"
  | "removeNotes"
  | "scheduleRunsFrom"
  | "removeScheduleRuns"
  | "removeRevisions"
>;

function logStatements(db: Database.Database): LogPart {
  const revisions = db.prepare(
    `DELETE FROM settings_revisions WHERE id IN (SELECT id FROM settings_revisions
       WHERE id <= (SELECT id FROM settings_revisions ORDER BY id DESC LIMIT 1 OFFSET ?) ORDER BY id LIMIT ?)`,
  );
  return {
    historyFrom: oldest(db, "agent_messages"),
    removeHistory: remover(db, "agent_messages"),
    roomsFrom: oldest(db, "chat_messages"),
    removeRooms: remover(db, "chat_messages"),
    sentFrom: oldest(db, "sent_messages"),
    removeSent: remover(db, "sent_messages"),
    notesFrom: oldest(db, "agent_notes"),
    removeNotes: remover(db, "agent_notes"),
    scheduleRunsFrom: oldest(db, "schedule_runs"),
    removeScheduleRuns: remover(db, "schedule_runs"),
    removeRevisions: (keep, limit) => revisions.run(keep, limit).changes,
  };
}

type FilePart = Pick<
  RetentionStatements,
  "openAfter" | "listTexts" | "pendingTexts" | "deadTexts" | "undeliveredReplies" | "taskTexts"
>;

function fileStatements(db: Database.Database): FilePart {
  const open = db.prepare<[object], { id: string; created_at: number; row: number; text: string }>(
    `SELECT id, created_at, rowid AS row, text FROM conversations INDEXED BY conversations_status
     WHERE status = 'open' AND (created_at, rowid) > (@created, @row) ORDER BY created_at, rowid LIMIT @limit`,
  );
  const texts = db.prepare<[string], NamingRow>(
    "SELECT text, shared, context, result_files AS files FROM messages WHERE conversation_id = ?",
  );
  const pending = db.prepare<[], NamingRow>(
    "SELECT text, shared, context, result_files AS files FROM messages INDEXED BY messages_lane WHERE status IN ('pending','processing') AND status = 'pending'",
  );
  const dead = db.prepare<[], NamingRow>(
    "SELECT text, shared, context, result_files AS files FROM messages INDEXED BY messages_dead WHERE status = 'dead'",
  );
  const replies = db.prepare<[], { message: string; files: string; idempotency_key: string }>(
    "SELECT message, files, idempotency_key FROM outbox INDEXED BY outbox_open WHERE status IN ('pending','claimed')",
  );
  const tasks = db.prepare<[], { text: string }>(
    "SELECT description AS text FROM tasks UNION ALL SELECT content FROM comments",
  );
  return {
    openAfter: (place) => open.all(place),
    listTexts: (id) => texts.all(id),
    pendingTexts: () => pending.iterate(),
    deadTexts: () => dead.iterate(),
    undeliveredReplies: () => replies.iterate(),
    taskTexts: () => tasks.iterate(),
  };
}
