/** Statements on replies waiting for delivery. */
import type Database from "better-sqlite3";
import type { OutboxRow } from "../schema.js";

export type NewReply = Pick<
  OutboxRow,
  | "conversation_id"
  | "message_id"
  | "channel"
  | "sender"
  | "sender_id"
  | "message"
  | "original_message"
  | "agent"
  | "files"
  | "metadata"
  | "idempotency_key"
  | "created_at"
>;

export interface OutboxStatements {
  insert(row: NewReply): number;
  get(id: number): OutboxRow | undefined;
  pending(channel: string, limit: number): OutboxRow[];
  /** Claims the oldest due rows of a channel; stops before a row that still waits, so that order holds. */
  claim(claim: { channel: string; limit: number; now: number; leaseUntil: number }): OutboxRow[];
  ack(id: number, now: number): number;
  /** back to pending, due later */
  retry(id: number, failure: { notBefore: number; error: string }): number;
  die(id: number, error: string): number;
  newest(limit: number, messageId: string | null): OutboxRow[];
  inConversation(conversationId: string): OutboxRow[];
  countOpen(): number;
}

export function outboxStatements(db: Database.Database): OutboxStatements {
  const insert = db.prepare(
    `INSERT INTO outbox (conversation_id,message_id,channel,sender,sender_id,message,original_message,agent,files,metadata,idempotency_key,created_at)
     VALUES (@conversation_id,@message_id,@channel,@sender,@sender_id,@message,@original_message,@agent,@files,@metadata,@idempotency_key,@created_at)`,
  );
  const get = db.prepare<[number], OutboxRow>("SELECT * FROM outbox WHERE id = ?");
  const pending = db.prepare<[string, number], OutboxRow>(
    "SELECT * FROM outbox WHERE channel = ? AND status IN ('pending','claimed') ORDER BY id LIMIT ?",
  );
  const claim = db.prepare<[object], OutboxRow>(
    `UPDATE outbox SET status = 'claimed', attempts = attempts + 1, lease_until = @leaseUntil WHERE id IN (
       SELECT id FROM outbox WHERE channel = @channel AND status IN ('pending','claimed') AND id < coalesce((
         SELECT min(id) FROM outbox WHERE channel = @channel AND (
           (status = 'pending' AND not_before > @now) OR (status = 'claimed' AND lease_until > @now))), 9e15)
       ORDER BY id LIMIT @limit) RETURNING *`,
  );
  const ack = db.prepare(
    "UPDATE outbox SET status = 'acked', acked_at = ?, lease_until = NULL WHERE id = ? AND status IN ('pending','claimed')",
  );
  const retry = db.prepare(
    "UPDATE outbox SET status = 'pending', lease_until = NULL, not_before = @notBefore, last_error = @error WHERE id = @id AND status IN ('pending','claimed')",
  );
  const die = db.prepare(
    "UPDATE outbox SET status = 'dead', lease_until = NULL, last_error = ? WHERE id = ? AND status IN ('pending','claimed')",
  );
  const newest = db.prepare<[object], OutboxRow>(
    "SELECT * FROM outbox WHERE (@messageId IS NULL OR message_id = @messageId) ORDER BY id DESC LIMIT @limit",
  );
  const inConversation = db.prepare<[string], OutboxRow>(
    "SELECT * FROM outbox WHERE conversation_id = ? ORDER BY id",
  );
  const countOpen = db
    .prepare<[], number>("SELECT count(*) FROM outbox WHERE status IN ('pending','claimed')")
    .pluck();
  return {
    insert: (row) => Number(insert.run(row).lastInsertRowid),
    get: (id) => get.get(id),
    pending: (channel, limit) => pending.all(channel, limit),
    claim: (input) => claim.all(input).sort((a, b) => a.id - b.id),
    ack: (id, now) => ack.run(now, id).changes,
    retry: (id, failure) => retry.run({ id, ...failure }).changes,
    die: (id, error) => die.run(error, id).changes,
    newest: (limit, messageId) => newest.all({ limit, messageId }),
    inConversation: (id) => inConversation.all(id),
    countOpen: () => countOpen.get() ?? 0,
  };
}
