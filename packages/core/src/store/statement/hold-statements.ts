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
  return {
    put: (id, reason, now) => void put.run(id, reason, now),
    remove: (id, reason) => remove.run(id, reason).changes,
    of: (id) => of.all(id),
  };
}
