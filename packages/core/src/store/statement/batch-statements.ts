/**
 * Statements on room posts that share the run of an earlier post of their lane. Such a row stays `pending` while
 * that one is processed (a lane has one processing row) and points at it by `batched_into`.
 */
import type Database from "better-sqlite3";
import type { MessageRow } from "../schema.js";

/** Counts by which rows of one batch know each other again after a failed attempt. */
export interface BatchCounts {
  failures: number;
  interruptions: number;
  providerIndex: number;
  /** Why the attempt ended, if there is a reason: told with the next one. */
  lastError: string | null;
}

export interface BatchStatements {
  /** Open rows of a lane behind `after`, in order, read one by one: whoever stops early has read no more. */
  behind(lane: string, after: number, limit: number): IterableIterator<MessageRow>;
  join(id: number, head: number, now: number): number;
  complete(id: number, head: number, now: number): number;
  die(
    id: number,
    head: number,
    failure: { failures: number; interruptions: number; errorClass: string; error: string; now: number },
  ): number;
  /** Back to waiting on its own. */
  leave(id: number, head: number, counts: BatchCounts & { now: number }): number;
  /** Rows in the run of `head`; reads the lane's open rows, so it is for cancels and starts only. */
  members(lane: string, head: number): MessageRow[];
  /** Dead rows that died together, the head included when it is dead still. */
  dead(finishedAt: number, head: number): MessageRow[];
}

const OPEN = "status IN ('pending','processing')";
const MEMBER = "id = @id AND status = 'pending' AND batched_into = @head";

export function batchStatements(db: Database.Database): BatchStatements {
  const behind = db.prepare<[string, number, number], MessageRow>(
    `SELECT * FROM messages INDEXED BY messages_lane WHERE lane = ? AND id > ? AND ${OPEN} ORDER BY id LIMIT ?`,
  );
  const join = db.prepare(
    `UPDATE messages SET batched_into = @head, attempts = attempts + 1, total_attempts = total_attempts + 1, updated_at = @now
     WHERE id = @id AND status = 'pending'`,
  );
  const complete = db.prepare(
    `UPDATE messages SET status = 'completed', error_class = NULL, last_error = NULL, waiting_since = NULL, updated_at = @now, finished_at = @now WHERE ${MEMBER}`,
  );
  const die = db.prepare(
    `UPDATE messages SET status = 'dead', failures = @failures, interruptions = @interruptions, error_class = @errorClass, last_error = @error, updated_at = @now, finished_at = @now WHERE ${MEMBER}`,
  );
  const leave = db.prepare(
    `UPDATE messages SET batched_into = NULL, failures = @failures, interruptions = @interruptions, provider_index = @providerIndex, last_error = @lastError, updated_at = @now WHERE ${MEMBER}`,
  );
  const members = db.prepare<[string, number, number], MessageRow>(
    `SELECT * FROM messages INDEXED BY messages_lane WHERE lane = ? AND id > ? AND ${OPEN} AND batched_into = ? ORDER BY id`,
  );
  const dead = db.prepare<{ finishedAt: number; head: number }, MessageRow>(
    `SELECT * FROM messages INDEXED BY messages_dead WHERE status = 'dead' AND finished_at = @finishedAt AND (id = @head OR batched_into = @head) ORDER BY id`,
  );
  return {
    behind: (lane, after, limit) => behind.iterate(lane, after, limit),
    join: (id, head, now) => join.run({ id, head, now }).changes,
    complete: (id, head, now) => complete.run({ id, head, now }).changes,
    die: (id, head, failure) => die.run({ id, head, ...failure }).changes,
    leave: (id, head, counts) => leave.run({ id, head, ...counts }).changes,
    members: (lane, head) => members.all(lane, head, head),
    dead: (finishedAt, head) => dead.all({ finishedAt, head }),
  };
}
