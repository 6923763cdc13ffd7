/** Inserts imported rows with their ids and states, and records each import. */
import type Database from "better-sqlite3";
import type {
  AgentMessageRow,
  ChatMessageRow,
  CommentRow,
  ConversationRow,
  ImportRow,
  MessageRow,
  OutboxRow,
  ProjectRow,
  ScheduleRow,
  SenderDefaultRow,
  TaskRow,
} from "../schema.js";
import type { NewPairing } from "./pairing-statements.js";

export type ImportedMessage = Pick<
  MessageRow,
  | "id"
  | "message_id"
  | "conversation_id"
  | "lane"
  | "agent_id"
  | "team_id"
  | "kind"
  | "from_agent"
  | "text"
  | "shared"
  | "context"
  | "title"
  | "status"
  | "total_attempts"
  | "error_class"
  | "last_error"
  | "reported"
  | "created_at"
  | "updated_at"
  | "finished_at"
>;
export type ImportedConversation = Omit<
  ConversationRow,
  | "noticed_at"
  | "limit_reached"
  | "budget"
  | "budget_root"
  | "newest_reply"
  | "read_reply"
  | "asker"
  | "title"
>;
export type ImportedReply = Omit<
  OutboxRow,
  "attempts" | "not_before" | "lease_until" | "last_error" | "chat" | "approval_id" | "layout"
>;

export interface ImportStatements {
  addConversation(row: ImportedConversation): void;
  addMessage(row: ImportedMessage): void;
  addReply(row: ImportedReply): void;
  addChatMessage(row: ChatMessageRow): void;
  addAgentMessage(row: AgentMessageRow): void;
  addProject(row: ProjectRow): void;
  addTask(row: TaskRow): void;
  addComment(row: CommentRow): void;
  /** The highest number ever issued for a prefix. */
  addTaskCounter(row: { prefix: string; last: number }): void;
  addSchedule(row: ScheduleRow): void;
  addPairing(row: NewPairing): void;
  addSenderDefault(row: SenderDefaultRow): void;
  addImport(row: ImportRow): void;
  addRoomMark(row: { team_id: string; read_id: number; updated_at: number }): void;
  /** The conversation of an imported message. */
  conversationOf(messageId: string): string | undefined;
  get(source: string): ImportRow | undefined;
  list(): ImportRow[];
  /** Whether nobody has used the database yet: it has no conversation, history, task, project, schedule or sender. */
  isUnused(): boolean;
}

export function importStatements(db: Database.Database): ImportStatements {
  const get = db.prepare<[string], ImportRow>("SELECT * FROM imports WHERE source = ?");
  const list = db.prepare<[], ImportRow>("SELECT * FROM imports ORDER BY created_at, source");
  const conversationOf = db
    .prepare<[string], string>("SELECT conversation_id FROM messages WHERE message_id = ? LIMIT 1")
    .pluck();
  const used = db
    .prepare<[], number>(
      `SELECT EXISTS (SELECT 1 FROM conversations) OR EXISTS (SELECT 1 FROM agent_messages) OR EXISTS (SELECT 1 FROM chat_messages)
         OR EXISTS (SELECT 1 FROM tasks) OR EXISTS (SELECT 1 FROM projects) OR EXISTS (SELECT 1 FROM schedules) OR EXISTS (SELECT 1 FROM pairings)`,
    )
    .pluck();
  return {
    addConversation: inserter(db, "conversations"),
    addMessage: inserter(db, "messages"),
    addReply: inserter(db, "outbox"),
    addChatMessage: inserter(db, "chat_messages"),
    addAgentMessage: inserter(db, "agent_messages"),
    addProject: inserter(db, "projects"),
    addTask: inserter(db, "tasks"),
    addComment: inserter(db, "comments"),
    addTaskCounter: inserter(db, "task_counters"),
    addSchedule: inserter(db, "schedules"),
    addPairing: inserter(db, "pairings"),
    addSenderDefault: inserter(db, "sender_defaults"),
    addImport: inserter(db, "imports"),
    addRoomMark: inserter(db, "room_marks"),
    conversationOf: (messageId) => conversationOf.get(messageId),
    get: (source) => get.get(source),
    list: () => list.all(),
    isUnused: () => used.get() === 0,
  };
}

/** Inserts the columns of the first row; all rows of one import have the same columns. */
function inserter<Row extends object>(db: Database.Database, table: string): (row: Row) => void {
  let statement: Database.Statement<[Row]> | undefined;
  return (row) => {
    const columns = Object.keys(row);
    statement ??= db.prepare<[Row]>(
      `INSERT INTO ${table} (${columns.join(",")}) VALUES (${columns.map((column) => `@${column}`).join(",")})`,
    );
    statement.run(row);
  };
}
