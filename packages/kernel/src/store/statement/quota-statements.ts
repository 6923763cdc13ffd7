/** Statements on what providers said last about the windows of their logins. */
import type Database from "better-sqlite3";
import type { QuotaRow } from "../schema.js";

export interface QuotaStatements {
  /** The newest figure of a window replaces the one before. */
  put(row: QuotaRow): void;
  list(): QuotaRow[];
  ofProvider(provider: string): QuotaRow[];
}

export function quotaStatements(db: Database.Database): QuotaStatements {
  const put = db.prepare(
    `INSERT INTO provider_quota (provider,login,period,used_percent,resets_at,seen_at) VALUES (@provider,@login,@period,@used_percent,@resets_at,@seen_at)
     ON CONFLICT (provider,login,period) DO UPDATE SET used_percent = excluded.used_percent, resets_at = excluded.resets_at, seen_at = excluded.seen_at`,
  );
  const list = db.prepare<[], QuotaRow>("SELECT * FROM provider_quota ORDER BY provider, login, period");
  const ofProvider = db.prepare<[string], QuotaRow>(
    "SELECT * FROM provider_quota WHERE provider = ? ORDER BY login, period",
  );
  return {
    put: (row) => void put.run(row),
    list: () => list.all(),
    ofProvider: (provider) => ofProvider.all(provider),
  };
}
