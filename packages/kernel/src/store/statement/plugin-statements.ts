/** Statements on the plugins an operator approved. */
import type Database from "better-sqlite3";

export interface PluginApprovalRow {
  name: string;
  digest: string;
  approved_at: number;
}

export interface PluginStatements {
  get(name: string): PluginApprovalRow | undefined;
  /** By name; the first hundred. */
  names(): string[];
  put(row: PluginApprovalRow): void;
  /** @returns 1 when there was one */
  remove(name: string): number;
}

export function pluginStatements(db: Database.Database): PluginStatements {
  const get = db.prepare<[string], PluginApprovalRow>("SELECT * FROM plugin_approvals WHERE name = ?");
  const names = db.prepare<[], string>("SELECT name FROM plugin_approvals ORDER BY name LIMIT 100").pluck();
  const put = db.prepare(
    `INSERT INTO plugin_approvals (name,digest,approved_at) VALUES (@name,@digest,@approved_at)
     ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, approved_at = excluded.approved_at`,
  );
  const remove = db.prepare("DELETE FROM plugin_approvals WHERE name = ?");
  return {
    get: (name) => get.get(name),
    names: () => names.all(),
    put: (row) => void put.run(row),
    remove: (name) => remove.run(name).changes,
  };
}
