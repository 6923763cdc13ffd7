/** Statements on the tokens of channels that run elsewhere. They use digests only, never a token. */
import type Database from "better-sqlite3";
import type { TokenRow } from "../schema.js";

export interface TokenStatements {
  insert(row: Omit<TokenRow, "last_used_at">): void;
  byDigest(digest: string): TokenRow | undefined;
  /** All tokens, newest first; their number is limited. */
  list(): Omit<TokenRow, "digest">[];
  used(id: string, now: number): void;
  /** @returns the removed row */
  remove(id: string): TokenRow | undefined;
}

export function tokenStatements(db: Database.Database): TokenStatements {
  const insert = db.prepare(
    "INSERT INTO tokens (id,channel,digest,created_at) VALUES (@id,@channel,@digest,@created_at)",
  );
  const byDigest = db.prepare<[string], TokenRow>("SELECT * FROM tokens WHERE digest = ?");
  const list = db.prepare<[], Omit<TokenRow, "digest">>(
    "SELECT id, channel, created_at, last_used_at FROM tokens ORDER BY created_at DESC, id",
  );
  const used = db.prepare("UPDATE tokens SET last_used_at = ? WHERE id = ?");
  const remove = db.prepare<[string], TokenRow>("DELETE FROM tokens WHERE id = ? RETURNING *");
  return {
    insert: (row) => void insert.run(row),
    byDigest: (digest) => byDigest.get(digest),
    list: () => list.all(),
    used: (id, now) => void used.run(now, id),
    remove: (id) => remove.get(id),
  };
}
