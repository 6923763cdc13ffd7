/**
 * Statements on queue rows. `status` changes only here and in the files that are put together here, and each change checks
 * the status before it; the queue asserts that exactly one row changed.
 */
import type Database from "better-sqlite3";
import { type NewContent, titleOfMessage } from "../../message/content.js";
import type { MessageRow } from "../schema.js";
import {
  type ConversationMessageStatements,
  conversationMessageStatements,
} from "./conversation-message-statements.js";
import { type MessageEndStatements, messageEndStatements } from "./message-end-statements.js";
import { type MessageLaneStatements, messageLaneStatements } from "./message-lane-statements.js";
import { type MessageRecoveryStatements, messageRecoveryStatements } from "./message-recovery-statements.js";
import { type MessageWaitStatements, messageWaitStatements } from "./message-wait-statements.js";
import { type Requeue, requeueStatements } from "./requeue-statements.js";

export type NewMessage = Pick<
  MessageRow,
  | "message_id"
  | "conversation_id"
  | "lane"
  | "agent_id"
  | "team_id"
  | "kind"
  | "from_agent"
  | "parent_run_id"
  | "hop"
  | "chain_step"
  | "text"
  | "created_at"
> &
  Partial<Pick<MessageRow, "when_busy" | "background" | "not_before" | "shared" | "context">>;

export interface MessageStatements
  extends MessageEndStatements,
    MessageWaitStatements,
    MessageRecoveryStatements,
    MessageLaneStatements,
    ConversationMessageStatements {
  insert(row: NewMessage): number;
  get(id: number): MessageRow | undefined;
  /** What a pending message that has not been tried says, and until when it waits for more. */
  extend(id: number, change: NewContent & { notBefore: number | null; now: number }): number;
  /** Of a message of a person, and of those that went to others with the same words. */
  retitle(of: Pick<MessageRow, "id" | "conversation_id">, title: string): void;
  /** Back into its lane: a claimed message, a dead letter, or one that a budget stopped. */
  requeue: Requeue;
}

export function messageStatements(db: Database.Database): MessageStatements {
  const insert = db.prepare(
    `INSERT INTO messages (message_id,conversation_id,lane,agent_id,team_id,kind,from_agent,parent_run_id,hop,chain_step,text,shared,context,title,when_busy,background,not_before,created_at,updated_at)
     VALUES (@message_id,@conversation_id,@lane,@agent_id,@team_id,@kind,@from_agent,@parent_run_id,@hop,@chain_step,@text,@shared,@context,@title,@when_busy,@background,@not_before,@created_at,@created_at)`,
  );
  const get = db.prepare<[number], MessageRow>("SELECT * FROM messages WHERE id = ?");
  const extend = db.prepare(
    "UPDATE messages SET text = @text, shared = @shared, context = @context, title = @title, not_before = @notBefore, updated_at = @now WHERE id = @id AND status = 'pending' AND attempts = 0",
  );
  const retitle = db.prepare(
    "UPDATE messages SET title = @title WHERE conversation_id = @conversation_id AND kind = 'user' AND title = (SELECT title FROM messages WHERE id = @id)",
  );
  return {
    ...messageEndStatements(db),
    ...messageWaitStatements(db),
    ...messageRecoveryStatements(db),
    ...messageLaneStatements(db),
    ...conversationMessageStatements(db),
    insert: (given) => {
      const row = { when_busy: null, background: 0, not_before: null, shared: null, context: null, ...given };
      return Number(insert.run({ ...row, title: titleOfMessage(row) }).lastInsertRowid);
    },
    get: (id) => get.get(id),
    extend: (id, change) => extend.run({ id, ...change, title: titleOfMessage(change) }).changes,
    retitle: ({ id, conversation_id }, title) => void retitle.run({ id, conversation_id, title }),
    requeue: requeueStatements(db),
  };
}
