/** Statements on replies waiting for delivery. */
import { REPLY_LEASE_MAX_MS, REPLY_WAIT_MAX_MS } from "@tinyagi/contracts";
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
  | "chat"
  | "approval_id"
  | "idempotency_key"
  | "created_at"
> &
  Partial<Pick<OutboxRow, "layout">>;

export interface OutboxStatements {
  /** Its conversation is unread from now on. */
  insert(row: NewReply): number;
  get(id: number): OutboxRow | undefined;
  pending(channel: string, limit: number): OutboxRow[];
  /** Claims the oldest due rows of a channel; stops before a row that still waits, to keep the order. */
  claim(claim: { channel: string; limit: number; now: number; leaseUntil: number }): OutboxRow[];
  /** Claims the oldest reply of each chat, if it is due; the oldest ones first. */
  claimPerChat(claim: { channel: string; limit: number; now: number; leaseUntil: number }): OutboxRow[];
  /** Claimed rows of a channel → pending, whatever their lease. */
  releaseClaims(channel: string): number;
  ack(id: number, now: number): number;
  /** back to pending, due later */
  retry(id: number, failure: { attempts: number; notBefore: number; error: string }): number;
  /** waiting or dead → due now, as if it were new */
  revive(id: number): number;
  /** Dead rows, newest first. */
  dead(limit: number): OutboxRow[];
  die(id: number, failure: { attempts: number; error: string; now: number }): number;
  /** Rows at the head of a channel that were claimed `attempts` times without an answer, and are not now → dead. */
  dieUnanswered(input: {
    channel: string;
    limit: number;
    attempts: number;
    error: string;
    now: number;
  }): OutboxRow[];
  newest(limit: number, messageId: string | null): OutboxRow[];
  inConversation(conversationId: string): OutboxRow[];
  countOpen(): number;
  /** Replies of a channel that are not delivered. */
  countOpenOf(channel: string): number;
}

const OPEN = "status IN ('pending','claimed')";
/** A wait or lease longer than any can be was set before the clock was set back: it is over. */
const WAITS = `not_before > @now AND not_before <= @now + ${REPLY_WAIT_MAX_MS}`;
const LEASED = `lease_until > @now AND lease_until <= @now + ${REPLY_LEASE_MAX_MS}`;

export function outboxStatements(db: Database.Database): OutboxStatements {
  const insert = db.prepare(
    `INSERT INTO outbox (conversation_id,message_id,channel,sender,sender_id,message,original_message,agent,files,metadata,chat,approval_id,layout,idempotency_key,created_at)
     VALUES (@conversation_id,@message_id,@channel,@sender,@sender_id,@message,@original_message,@agent,@files,@metadata,@chat,@approval_id,@layout,@idempotency_key,@created_at)`,
  );
  const noteNewest = db.prepare("UPDATE conversations SET newest_reply = ? WHERE id = ?");
  const get = db.prepare<[number], OutboxRow>("SELECT * FROM outbox WHERE id = ?");
  const pending = db.prepare<[string, number], OutboxRow>(
    `SELECT * FROM outbox INDEXED BY outbox_open WHERE channel = ? AND ${OPEN} ORDER BY id LIMIT ?`,
  );
  const ack = db.prepare(
    "UPDATE outbox SET status = 'acked', acked_at = ?, lease_until = NULL WHERE id = ? AND status IN ('pending','claimed')",
  );
  const retry = db.prepare(
    "UPDATE outbox SET status = 'pending', lease_until = NULL, attempts = @attempts, not_before = @notBefore, last_error = @error WHERE id = @id AND status IN ('pending','claimed')",
  );
  const die = db.prepare(
    "UPDATE outbox SET status = 'dead', acked_at = @now, lease_until = NULL, attempts = @attempts, last_error = @error WHERE id = @id AND status IN ('pending','claimed')",
  );
  const revive = db.prepare(
    "UPDATE outbox SET status = 'pending', lease_until = NULL, acked_at = NULL, attempts = 0, not_before = NULL WHERE id = ? AND status IN ('pending','dead')",
  );
  const dead = db.prepare<[number], OutboxRow>(
    "SELECT * FROM outbox INDEXED BY outbox_dead WHERE status = 'dead' ORDER BY id DESC LIMIT ?",
  );
  const newest = db.prepare<[number], OutboxRow>("SELECT * FROM outbox ORDER BY id DESC LIMIT ?");
  const newestOf = db.prepare<[string, number], OutboxRow>(
    "SELECT * FROM outbox WHERE message_id = ? ORDER BY id DESC LIMIT ?",
  );
  const inConversation = db.prepare<[string], OutboxRow>(
    "SELECT * FROM outbox WHERE conversation_id = ? ORDER BY id",
  );
  const countOpen = db
    .prepare<[], number>(`SELECT count(*) FROM outbox INDEXED BY outbox_open WHERE ${OPEN}`)
    .pluck();
  const countOpenOf = db
    .prepare<[string], number>(
      `SELECT count(*) FROM outbox INDEXED BY outbox_open WHERE channel = ? AND ${OPEN}`,
    )
    .pluck();
  return {
    insert(row) {
      const id = Number(insert.run({ layout: null, ...row }).lastInsertRowid);
      if (row.conversation_id !== null) noteNewest.run(id, row.conversation_id);
      return id;
    },
    get: (id) => get.get(id),
    pending: (channel, limit) => pending.all(channel, limit),
    ...claimStatements(db),
    ack: (id, now) => ack.run(now, id).changes,
    retry: (id, failure) => retry.run({ id, ...failure }).changes,
    revive: (id) => revive.run(id).changes,
    dead: (limit) => dead.all(limit),
    die: (id, failure) => die.run({ id, ...failure }).changes,
    newest: (limit, messageId) => (messageId === null ? newest.all(limit) : newestOf.all(messageId, limit)),
    inConversation: (id) => inConversation.all(id),
    countOpen: () => countOpen.get() ?? 0,
    countOpenOf: (channel) => countOpenOf.get(channel) ?? 0,
  };
}

/** What a channel takes to deliver. */
function claimStatements(
  db: Database.Database,
): Pick<OutboxStatements, "claim" | "claimPerChat" | "releaseClaims" | "dieUnanswered"> {
  const claim = db.prepare<[object], OutboxRow>(
    `WITH head AS MATERIALIZED (SELECT id, status, not_before, lease_until FROM outbox INDEXED BY outbox_open
       WHERE channel = @channel AND ${OPEN} ORDER BY id LIMIT @limit)
     UPDATE outbox SET status = 'claimed', attempts = attempts + 1, lease_until = @leaseUntil WHERE id IN (
       SELECT id FROM head WHERE id < coalesce((SELECT min(id) FROM head WHERE
         (status = 'pending' AND ${WAITS}) OR (status = 'claimed' AND ${LEASED})), 9e15)) RETURNING *`,
  );
  const claimPerChat = db.prepare<[object], OutboxRow>(
    `WITH head AS MATERIALIZED (SELECT min(id) AS id FROM outbox INDEXED BY outbox_chat
       WHERE channel = @channel AND ${OPEN} GROUP BY chat)
     UPDATE outbox SET status = 'claimed', attempts = attempts + 1, lease_until = @leaseUntil WHERE id IN (
       SELECT outbox.id FROM head JOIN outbox ON outbox.id = head.id
       WHERE NOT coalesce((status = 'pending' AND ${WAITS}) OR (status = 'claimed' AND ${LEASED}), 0)
       ORDER BY outbox.id LIMIT @limit) RETURNING *`,
  );
  const dieUnanswered = db.prepare<[object], OutboxRow>(
    `UPDATE outbox SET status = 'dead', acked_at = @now, lease_until = NULL, last_error = @error WHERE id IN (
       SELECT id FROM outbox INDEXED BY outbox_open WHERE channel = @channel AND ${OPEN} ORDER BY id LIMIT @limit)
     AND NOT coalesce(status = 'claimed' AND ${LEASED}, 0) AND attempts >= @attempts RETURNING *`,
  );
  const releaseClaims = db.prepare<[string]>(
    `UPDATE outbox SET status = 'pending', lease_until = NULL WHERE id IN (
       SELECT id FROM outbox INDEXED BY outbox_open WHERE channel = ? AND ${OPEN}) AND status = 'claimed'`,
  );
  return {
    claim: (input) => claim.all(input).sort((a, b) => a.id - b.id),
    claimPerChat: (input) => claimPerChat.all(input).sort((a, b) => a.id - b.id),
    releaseClaims: (channel) => releaseClaims.run(channel).changes,
    dieUnanswered: (input) => dieUnanswered.all(input),
  };
}
