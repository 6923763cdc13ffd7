/** Statements on the skills installed in workspaces, with the digest of what was written. */
import type Database from "better-sqlite3";
import type { SkillInstallRow } from "../schema.js";

export interface SkillStatements {
  get(agentId: string, name: string): SkillInstallRow | undefined;
  ofAgent(agentId: string): SkillInstallRow[];
  put(row: SkillInstallRow): void;
}

export function skillStatements(db: Database.Database): SkillStatements {
  const get = db.prepare<[string, string], SkillInstallRow>(
    "SELECT * FROM skill_installs WHERE agent_id = ? AND name = ?",
  );
  const ofAgent = db.prepare<[string], SkillInstallRow>(
    "SELECT * FROM skill_installs WHERE agent_id = ? ORDER BY name",
  );
  const put = db.prepare(
    `INSERT INTO skill_installs (agent_id,name,ref,digest,installed_at) VALUES (@agent_id,@name,@ref,@digest,@installed_at)
     ON CONFLICT (agent_id,name) DO UPDATE SET ref = excluded.ref, digest = excluded.digest, installed_at = excluded.installed_at`,
  );
  return {
    get: (agentId, name) => get.get(agentId, name),
    ofAgent: (agentId) => ofAgent.all(agentId),
    put: (row) => void put.run(row),
  };
}
