/**
 * Statements on holds: reasons why a pending message must not be claimed. A hold has no effect on a running message.
 * Whoever removes a hold wakes the lane of the message afterwards.
 */
import type Database from "better-sqlite3";

export interface HoldStatements {
  /** @param reason its kind and id, such as `approval:ask_k7qx2m9p`; a repeated one changes nothing */
  put(messageRowId: number, reason: string, now: number): void;
  /** @returns 0 when there was none */
  remove(messageRowId: number, reason: string): number;
  of(messageRowId: number): string[];
  /** The messages that wait for this, in the order of their acceptance. */
  heldBy(reason: string): number[];
  /** One of them. */
  anyHeldBy(reason: string): number | undefined;
  /** Whether another open message of the conversation waits for this. */
  holdsInConversation(reason: string, but: { messageRowId: number; conversationId: string }): boolean;
}

export function holdStatements(db: Database.Database): HoldStatements {
  const put = db.prepare(
    "INSERT INTO message_holds (message_row_id,reason,created_at) VALUES (?,?,?) ON CONFLICT DO NOTHING",
  );
  const remove = db.prepare("DELETE FROM message_holds WHERE message_row_id = ? AND reason = ?");
  const of = db
    .prepare<[number], string>(
      "SELECT reason FROM message_holds WHERE message_row_id = ? ORDER BY created_at, rowid",
    )
    .pluck();
  const heldBy = db
    .prepare<[string], number>(
      "SELECT message_row_id FROM message_holds INDEXED BY message_holds_reason WHERE reason = ?",
    )
    .pluck();
  const anyHeldBy = db
    .prepare<[string], number>(
      "SELECT message_row_id FROM message_holds INDEXED BY message_holds_reason WHERE reason = ? LIMIT 1",
    )
    .pluck();
  const inConversation = db
    .prepare<[object], number>(
      `SELECT EXISTS (SELECT 1 FROM messages m INDEXED BY messages_conversation CROSS JOIN message_holds h
         ON h.message_row_id = m.id AND h.reason = @reason
       WHERE m.conversation_id = @conversationId AND m.id <> @messageRowId AND m.status IN ('pending','processing'))`,
    )
    .pluck();
  return {
    put: (id, reason, now) => void put.run(id, reason, now),
    remove: (id, reason) => remove.run(id, reason).changes,
    of: (id) => of.all(id),
    heldBy: (reason) => heldBy.all(reason).sort((a, b) => a - b),
    anyHeldBy: (reason) => anyHeldBy.get(reason),
    holdsInConversation: (reason, but) => inConversation.get({ reason, ...but }) === 1,
  };
}
