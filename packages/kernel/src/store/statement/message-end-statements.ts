/** Statements that end a message, each only from the states it names. */
import type Database from "better-sqlite3";
import { type ClaimFence, type FailureFacts, FENCE } from "./claim-fence.js";
import { OPEN } from "./open-lanes.js";

/** Why a budget ended a message. `refused` 1: it had not begun. */
interface StopColumns {
  error: string;
  failure: string | null;
  refused: 0 | 1;
  now: number;
}

/** What is kept of an answer. `notes` and `files` are JSON. */
export interface AnswerColumns {
  text: string | null;
  /** Default: none. */
  notes?: string | null;
  files: string | null;
}

export interface MessageEndStatements {
  complete(fence: ClaimFence, result: AnswerColumns & { now: number }): number;
  die(fence: ClaimFence, failure: FailureFacts): number;
  cancel(id: number, end: { error: string; failure?: string; now: number }): number;
  /** processing → cancelled, because of a budget. A run that was refused does not count as an attempt. */
  stop(fence: ClaimFence, stop: StopColumns & AnswerColumns): number;
  /** pending → cancelled, because of a budget. */
  refuse(id: number, stop: Omit<StopColumns, "refused">): number;
  /** As `stop`, for a room post in the run of another one. */
  stopMember(id: number, stop: StopColumns): number;
  deleteDead(id: number): number;
  markReported(id: number): void;
}

export function messageEndStatements(db: Database.Database): MessageEndStatements {
  const complete = db.prepare(
    `UPDATE messages SET status = 'completed', run_id = NULL, result_text = @text, result_notes = @notes, result_files = @files, error_class = NULL, last_error = NULL, failure = NULL, waiting_since = NULL,
       updated_at = @now, finished_at = @now WHERE ${FENCE}`,
  );
  const die = db.prepare(
    `UPDATE messages SET status = 'dead', run_id = NULL, failures = failures + 1, error_class = @errorClass, last_error = @error, failure = @failure, updated_at = @now, finished_at = @now WHERE ${FENCE}`,
  );
  const cancel = db.prepare(
    `UPDATE messages SET status = 'cancelled', run_id = NULL, error_class = 'cancelled', last_error = @error, failure = @failure, updated_at = @now, finished_at = @now WHERE id = @id AND ${OPEN}`,
  );
  const stopped = `UPDATE messages SET status = 'cancelled', run_id = NULL, attempts = attempts - @refused, total_attempts = total_attempts - @refused,
       result_text = @text, result_notes = @notes, result_files = @files, error_class = 'budget', last_error = @error, failure = @failure, waiting_since = NULL, updated_at = @now, finished_at = @now`;
  const stop = db.prepare(`${stopped} WHERE ${FENCE}`);
  const refuse = db.prepare(
    `UPDATE messages SET status = 'cancelled', error_class = 'budget', last_error = @error, failure = @failure, not_before = NULL, waiting_since = NULL, updated_at = @now, finished_at = @now
     WHERE id = @id AND status = 'pending'`,
  );
  const stopMember = db.prepare(`${stopped} WHERE id = @id AND ${OPEN}`);
  const deleteDead = db.prepare("DELETE FROM messages WHERE id = ? AND status = 'dead'");
  const markReported = db.prepare("UPDATE messages SET reported = 1 WHERE id = ?");
  return {
    complete: (fence, result) => complete.run({ ...fence, notes: null, ...result }).changes,
    die: (fence, failure) => die.run({ ...fence, failure: null, ...failure }).changes,
    cancel: (id, end) => cancel.run({ id, failure: null, ...end }).changes,
    stop: (fence, facts) => stop.run({ ...fence, notes: null, ...facts }).changes,
    refuse: (id, stop) => refuse.run({ id, ...stop }).changes,
    stopMember: (id, facts) => stopMember.run({ id, text: null, notes: null, files: null, ...facts }).changes,
    deleteDead: (id) => deleteDead.run(id).changes,
    markReported: (id) => void markReported.run(id),
  };
}
