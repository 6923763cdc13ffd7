/** Statements on what the operator has read in chat rooms. */
import type Database from "better-sqlite3";
import type { ChatMessageRow } from "../schema.js";

export interface RoomStatements {
  newest(teamId: string): ChatMessageRow | undefined;
  /** The id up to which the operator has read; 0 for none. */
  readId(teamId: string): number;
  /** Posts of others after `readId`, counted up to `max`. */
  countAfter(teamId: string, readId: number, max: number): number;
  /** The oldest post of others after `readId`. */
  firstAfter(teamId: string, readId: number): ChatMessageRow | undefined;
  /** Moves the mark forward. @returns whether it moved */
  markRead(teamId: string, readId: number, now: number): boolean;
}

export function roomStatements(db: Database.Database): RoomStatements {
  const newest = db.prepare<[string], ChatMessageRow>(
    "SELECT * FROM chat_messages WHERE team_id = ? ORDER BY id DESC LIMIT 1",
  );
  const readId = db.prepare<[string], number>("SELECT read_id FROM room_marks WHERE team_id = ?").pluck();
  const unread = "FROM chat_messages WHERE team_id = ? AND id > ? AND from_agent <> 'user'";
  const countAfter = db
    .prepare<[string, number, number], number>(`SELECT count(*) FROM (SELECT 1 ${unread} LIMIT ?) AS counted`)
    .pluck();
  const firstAfter = db.prepare<[string, number], ChatMessageRow>(`SELECT * ${unread} ORDER BY id LIMIT 1`);
  const markRead = db.prepare(
    `INSERT INTO room_marks (team_id,read_id,updated_at) VALUES (?,?,?)
     ON CONFLICT (team_id) DO UPDATE SET read_id = excluded.read_id, updated_at = excluded.updated_at
     WHERE excluded.read_id > read_id`,
  );
  return {
    newest: (teamId) => newest.get(teamId),
    readId: (teamId) => readId.get(teamId) ?? 0,
    countAfter: (teamId, id, max) => countAfter.get(teamId, id, max) ?? 0,
    firstAfter: (teamId, id) => firstAfter.get(teamId, id),
    markRead: (teamId, id, now) => markRead.run(teamId, id, now).changes > 0,
  };
}
