/**
 * Statements on room posts that share the run of an earlier post of their lane. Such a row stays `pending` while
 * the earlier one is processed (a lane has one processing row) and points to it with `batched_into`.
 */
import type Database from "better-sqlite3";
import type { MessageRow } from "../schema.js";

/** Counts that show which rows failed together in one batch. */
export interface BatchCounts {
  failures: number;
  interruptions: number;
  providerIndex: number;
  /** Why the attempt ended, if there is a reason: shown with the next one. */
  lastError: string | null;
}

export interface BatchStatements {
  /** Open rows of a lane after `head`, in order, of background work only behind background work. Rows are read one by one, so that stopping early costs no more. */
  behind(head: Pick<MessageRow, "lane" | "id" | "background">, limit: number): IterableIterator<MessageRow>;
  join(id: number, head: number, now: number): number;
  complete(id: number, head: number, end: { text: string | null; reported: 0 | 1; now: number }): number;
  die(
    id: number,
    head: number,
    failure: {
      failures: number;
      interruptions: number;
      errorClass: string;
      error: string;
      failure?: string;
      now: number;
    },
  ): number;
  /** The row waits on its own again. */
  leave(id: number, head: number, counts: BatchCounts & { now: number }): number;
  /** Rows in the run of `head`. */
  members(head: number): MessageRow[];
  /** Rows that became dead letters together, including the head while it is dead. */
  dead(finishedAt: number, head: number): MessageRow[];
}

const OPEN = "status IN ('pending','processing')";
const MEMBER = "id = @id AND status = 'pending' AND batched_into = @head";

export function batchStatements(db: Database.Database): BatchStatements {
  const rowsBehind = (index: string, background: 0 | 1) =>
    db.prepare<[string, number, number], MessageRow>(
      `SELECT * FROM messages INDEXED BY ${index} WHERE lane = ? AND id > ? AND ${OPEN} AND background = ${background} ORDER BY id LIMIT ?`,
    );
  const people = rowsBehind("messages_people", 0);
  const background = rowsBehind("messages_background", 1);
  const join = db.prepare(
    `UPDATE messages SET batched_into = @head, not_before = NULL, attempts = attempts + 1, total_attempts = total_attempts + 1, updated_at = @now
     WHERE id = @id AND status = 'pending'`,
  );
  const complete = db.prepare(
    `UPDATE messages SET status = 'completed', result_text = @text, result_notes = NULL, reported = max(reported, @reported), error_class = NULL, last_error = NULL, failure = NULL, waiting_since = NULL, updated_at = @now, finished_at = @now WHERE ${MEMBER}`,
  );
  const die = db.prepare(
    `UPDATE messages SET status = 'dead', failures = @failures, interruptions = @interruptions, error_class = @errorClass, last_error = @error, failure = @failure, updated_at = @now, finished_at = @now WHERE ${MEMBER}`,
  );
  const leave = db.prepare(
    `UPDATE messages SET batched_into = NULL, failures = @failures, interruptions = @interruptions, provider_index = @providerIndex, last_error = @lastError, updated_at = @now WHERE ${MEMBER}`,
  );
  const members = db.prepare<[number], MessageRow>(
    "SELECT * FROM messages INDEXED BY messages_batched WHERE status = 'pending' AND batched_into = ? ORDER BY id",
  );
  const dead = db.prepare<{ finishedAt: number; head: number }, MessageRow>(
    `SELECT * FROM messages INDEXED BY messages_dead WHERE status = 'dead' AND finished_at = @finishedAt AND (id = @head OR batched_into = @head) ORDER BY id`,
  );
  return {
    behind: (head, limit) => (head.background === 1 ? background : people).iterate(head.lane, head.id, limit),
    join: (id, head, now) => join.run({ id, head, now }).changes,
    complete: (id, head, end) => complete.run({ id, head, ...end }).changes,
    die: (id, head, failure) => die.run({ id, head, failure: null, ...failure }).changes,
    leave: (id, head, counts) => leave.run({ id, head, ...counts }).changes,
    members: (head) => members.all(head),
    dead: (finishedAt, head) => dead.all({ finishedAt, head }),
  };
}
