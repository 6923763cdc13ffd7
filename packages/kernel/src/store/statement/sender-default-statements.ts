/** Statements on the agent or team a sender's untagged messages go to. */
import type Database from "better-sqlite3";
import type { SenderDefaultRow } from "../schema.js";

export interface SenderDefaultStatements {
  get(channel: string, senderKey: string): string | undefined;
  set(channel: string, senderKey: string, entry: { target: string; now: number }): void;
  list(): SenderDefaultRow[];
  /** @returns 1 when there was one */
  clear(channel: string, senderKey: string): number;
}

export function senderDefaultStatements(db: Database.Database): SenderDefaultStatements {
  const get = db
    .prepare<[string, string], string>(
      "SELECT target FROM sender_defaults WHERE channel = ? AND sender_id = ?",
    )
    .pluck();
  const list = db.prepare<[], SenderDefaultRow>("SELECT * FROM sender_defaults ORDER BY channel, sender_id");
  const set = db.prepare(
    `INSERT INTO sender_defaults (channel,sender_id,target,updated_at) VALUES (?,?,?,?)
     ON CONFLICT (channel,sender_id) DO UPDATE SET target = excluded.target, updated_at = excluded.updated_at`,
  );
  const clear = db.prepare("DELETE FROM sender_defaults WHERE channel = ? AND sender_id = ?");
  return {
    get: (channel, senderKey) => get.get(channel, senderKey),
    list: () => list.all(),
    set: (channel, senderKey, { target, now }) => void set.run(channel, senderKey, target, now),
    clear: (channel, senderKey) => clear.run(channel, senderKey).changes,
  };
}
