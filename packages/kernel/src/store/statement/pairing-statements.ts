/**
 * Statements on senders of channels: one row per sender, who waits with a code or is approved with a role. Rows belong to
 * a platform: every channel that is passed in stands for its platform, so that a person is one on all of its bots.
 */
import { parsePlatform } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { PairingRow } from "../schema.js";

/** A sender is linked by a statement of its own, so that a second approval keeps the link. */
export type NewPairing = Omit<PairingRow, "id" | "linked_to" | "bot"> & {
  /** Default: the platform's own bot. */
  bot?: string | null;
};

export interface PairingStatements {
  get(channel: string, senderId: string): PairingRow | undefined;
  /** The waiting row with this code, also an expired one. */
  byCode(code: string): PairingRow | undefined;
  /** Inserts or replaces the row of a sender. */
  put(row: NewPairing): void;
  seen(id: number, last: Pick<PairingRow, "sender" | "bot" | "last_seen_at">): void;
  setRole(channel: string, senderId: string, role: PairingRow["role"]): number;
  remove(channel: string, senderId: string): number;
  /** Removes the expired waiting rows of a channel, including refused ones. */
  removeExpired(channel: string, now: number): number;
  /** Waiting rows of a channel with a code. */
  countWaiting(channel: string): number;
  hasApproved(): boolean;
  /** Oldest first. @param channel null for all */
  list(state: PairingRow["state"], channel: string | null, limit: number): PairingRow[];
  /** The first sender of the person of this sender; undefined for a sender who is linked to nobody or is the first one. */
  firstOf(channel: string, senderId: string): Pick<PairingRow, "channel" | "sender_id"> | undefined;
  /** All senders of the person whose first sender is `id`, that one included, oldest approval row first. */
  personOf(id: number): PairingRow[];
  /** @param first null for a first sender */
  setLink(id: number, first: number | null): void;
}

export function pairingStatements(db: Database.Database): PairingStatements {
  const get = db.prepare<[string, string], PairingRow>(
    "SELECT * FROM pairings WHERE channel = ? AND sender_id = ?",
  );
  const byCode = db.prepare<[string], PairingRow>(
    "SELECT * FROM pairings WHERE code = ? AND state = 'pending'",
  );
  const put = db.prepare(
    `INSERT INTO pairings (channel,sender_id,sender,state,role,code,created_at,last_seen_at,expires_at,approved_at,approved_by,bot)
     VALUES (@channel,@sender_id,@sender,@state,@role,@code,@created_at,@last_seen_at,@expires_at,@approved_at,@approved_by,@bot)
     ON CONFLICT (channel,sender_id) DO UPDATE SET sender = excluded.sender, state = excluded.state, role = excluded.role, code = excluded.code,
       created_at = excluded.created_at, last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at, approved_at = excluded.approved_at, approved_by = excluded.approved_by, bot = excluded.bot`,
  );
  const seen = db.prepare(
    "UPDATE pairings SET sender = @sender, last_seen_at = @last_seen_at, bot = @bot WHERE id = @id",
  );
  const setRole = db.prepare(
    "UPDATE pairings SET role = ? WHERE channel = ? AND sender_id = ? AND state = 'approved'",
  );
  const remove = db.prepare("DELETE FROM pairings WHERE channel = ? AND sender_id = ?");
  const removeExpired = db.prepare(
    "DELETE FROM pairings WHERE channel = ? AND state = 'pending' AND expires_at <= ?",
  );
  const countWaiting = db
    .prepare<[string], number>(
      "SELECT count(*) FROM pairings WHERE channel = ? AND state = 'pending' AND code IS NOT NULL",
    )
    .pluck();
  const hasApproved = db
    .prepare<[], number>("SELECT EXISTS (SELECT 1 FROM pairings WHERE state = 'approved')")
    .pluck();
  const all = db.prepare<[string, number], PairingRow>(
    "SELECT * FROM pairings WHERE state = ? ORDER BY id LIMIT ?",
  );
  const ofChannel = db.prepare<[string, string, number], PairingRow>(
    "SELECT * FROM pairings WHERE state = ? AND channel = ? ORDER BY id LIMIT ?",
  );
  const firstOf = db.prepare<[string, string], Pick<PairingRow, "channel" | "sender_id">>(
    `SELECT f.channel, f.sender_id FROM pairings s JOIN pairings f ON f.id = s.linked_to
     WHERE s.channel = ? AND s.sender_id = ?`,
  );
  const personOf = db.prepare<[object], PairingRow>(
    "SELECT * FROM pairings WHERE id = @id OR linked_to = @id ORDER BY id",
  );
  const setLink = db.prepare("UPDATE pairings SET linked_to = ? WHERE id = ?");
  return {
    get: (channel, senderId) => get.get(parsePlatform(channel), senderId),
    byCode: (code) => byCode.get(code),
    put: (row) => void put.run({ bot: null, ...row, channel: parsePlatform(row.channel) }),
    seen: (id, last) => {
      const { sender, bot, last_seen_at } = last;
      seen.run({ id, sender, bot, last_seen_at });
    },
    setRole: (channel, senderId, role) => setRole.run(role, parsePlatform(channel), senderId).changes,
    remove: (channel, senderId) => remove.run(parsePlatform(channel), senderId).changes,
    removeExpired: (channel, now) => removeExpired.run(parsePlatform(channel), now).changes,
    countWaiting: (channel) => countWaiting.get(parsePlatform(channel)) ?? 0,
    hasApproved: () => hasApproved.get() === 1,
    list: (state, channel, limit) =>
      channel === null ? all.all(state, limit) : ofChannel.all(state, parsePlatform(channel), limit),
    firstOf: (channel, senderId) => firstOf.get(parsePlatform(channel), senderId),
    personOf: (id) => personOf.all({ id }),
    setLink: (id, first) => void setLink.run(first, id),
  };
}
