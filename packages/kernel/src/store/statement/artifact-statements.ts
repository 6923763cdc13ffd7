/** Statements on artifacts, the files that agents sent to people, and on the public links to them. */
import type Database from "better-sqlite3";
import type { ArtifactLinkRow, ArtifactRow } from "../schema.js";

/** Most versions of one artifact that are listed. */
const VERSIONS_LISTED = 200;

export interface ArtifactStatements {
  /** Adds it as the newest version of its name. Call it inside a write. */
  add(row: Omit<ArtifactRow, "id" | "version" | "newest">): ArtifactRow;
  get(id: number): ArtifactRow | undefined;
  ofFile(file: string): ArtifactRow | undefined;
  ofRun(runId: string, limit: number): ArtifactRow[];
  /** The newest version of each, newest first, with an id below `before`. */
  page(filter: { agent: string | undefined; before: number; limit: number }): ArtifactRow[];
  /** All versions of one name of one agent, newest first. */
  versions(agentId: string, name: string): ArtifactRow[];
  /** Removes one version with its links. The version before it becomes the newest. Call it inside a write. */
  remove(row: ArtifactRow): void;
  addLink(row: ArtifactLinkRow): void;
  link(id: string): ArtifactLinkRow | undefined;
  linkOfDigest(digest: string): ArtifactLinkRow | undefined;
  linksOf(artifactId: number): ArtifactLinkRow[];
  /** Links that work at a time. */
  liveLinks(now: number, limit: number): ArtifactLinkRow[];
  /** Whether a link to it works at a time. */
  isShared(artifactId: number, now: number): boolean;
  /** @returns how many rows changed: 0 when it was revoked before */
  revoke(id: string, now: number): number;
  countOpening(id: string, now: number): void;
}

export function artifactStatements(db: Database.Database): ArtifactStatements {
  return { ...versionStatements(db), ...linkStatements(db) };
}

type LinkStatements = Pick<
  ArtifactStatements,
  "addLink" | "link" | "linkOfDigest" | "linksOf" | "liveLinks" | "isShared" | "revoke" | "countOpening"
>;

function versionStatements(db: Database.Database): Omit<ArtifactStatements, keyof LinkStatements> {
  const newestOf = db.prepare<[string, string], ArtifactRow>(
    "SELECT * FROM artifacts WHERE agent_id = ? AND name = ? ORDER BY version DESC LIMIT 1",
  );
  const mark = db.prepare<[number, number]>("UPDATE artifacts SET newest = ? WHERE id = ?");
  const insert = db.prepare<[object], ArtifactRow>(
    `INSERT INTO artifacts (agent_id,name,version,newest,file,conversation_id,run_id,created_at)
     VALUES (@agent_id,@name,@version,1,@file,@conversation_id,@run_id,@created_at) RETURNING *`,
  );
  const get = db.prepare<[number], ArtifactRow>("SELECT * FROM artifacts WHERE id = ?");
  const ofFile = db.prepare<[string], ArtifactRow>("SELECT * FROM artifacts WHERE file = ?");
  const ofRun = db.prepare<[string, number], ArtifactRow>(
    "SELECT * FROM artifacts WHERE run_id = ? ORDER BY id LIMIT ?",
  );
  const page = db.prepare<[number, number], ArtifactRow>(
    "SELECT * FROM artifacts INDEXED BY artifacts_newest WHERE newest = 1 AND id < ? ORDER BY id DESC LIMIT ?",
  );
  const pageOfAgent = db.prepare<[string, number, number], ArtifactRow>(
    "SELECT * FROM artifacts INDEXED BY artifacts_agent WHERE newest = 1 AND agent_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
  );
  const versions = db.prepare<[string, string], ArtifactRow>(
    `SELECT * FROM artifacts WHERE agent_id = ? AND name = ? ORDER BY version DESC LIMIT ${VERSIONS_LISTED}`,
  );
  const remove = db.prepare<[number]>("DELETE FROM artifacts WHERE id = ?");
  return {
    add(row) {
      const before = newestOf.get(row.agent_id, row.name);
      if (before !== undefined) mark.run(0, before.id);
      const added = insert.get({ ...row, version: (before?.version ?? 0) + 1 });
      if (added === undefined) throw new Error("an inserted artifact was not returned");
      return added;
    },
    get: (id) => get.get(id),
    ofFile: (file) => ofFile.get(file),
    ofRun: (runId, limit) => ofRun.all(runId, limit),
    page: ({ agent, before, limit }) =>
      agent === undefined ? page.all(before, limit) : pageOfAgent.all(agent, before, limit),
    versions: (agentId, name) => versions.all(agentId, name),
    remove(row) {
      remove.run(row.id);
      const newest = newestOf.get(row.agent_id, row.name);
      if (newest !== undefined && newest.newest === 0) mark.run(1, newest.id);
    },
  };
}

/** What works at the time `now`. */
const LIVE = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)";

function linkStatements(db: Database.Database): LinkStatements {
  const add = db.prepare(
    `INSERT INTO artifact_links (id,artifact_id,digest,created_by,created_at,expires_at,revoked_at,opened,opened_at)
     VALUES (@id,@artifact_id,@digest,@created_by,@created_at,@expires_at,@revoked_at,@opened,@opened_at)`,
  );
  const get = db.prepare<[string], ArtifactLinkRow>("SELECT * FROM artifact_links WHERE id = ?");
  const ofDigest = db.prepare<[string], ArtifactLinkRow>("SELECT * FROM artifact_links WHERE digest = ?");
  const ofArtifact = db.prepare<[number], ArtifactLinkRow>(
    "SELECT * FROM artifact_links WHERE artifact_id = ? ORDER BY created_at DESC LIMIT 200",
  );
  const live = db.prepare<[object], ArtifactLinkRow>(
    `SELECT * FROM artifact_links INDEXED BY artifact_links_live WHERE ${LIVE} ORDER BY created_at DESC LIMIT @limit`,
  );
  const isShared = db
    .prepare<[object], number>(
      `SELECT EXISTS (SELECT 1 FROM artifact_links WHERE artifact_id = @id AND ${LIVE})`,
    )
    .pluck();
  const revoke = db.prepare(
    "UPDATE artifact_links SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL",
  );
  const opened = db.prepare("UPDATE artifact_links SET opened = opened + 1, opened_at = @now WHERE id = @id");
  return {
    addLink: (row) => void add.run(row),
    link: (id) => get.get(id),
    linkOfDigest: (digest) => ofDigest.get(digest),
    linksOf: (artifactId) => ofArtifact.all(artifactId),
    liveLinks: (now, limit) => live.all({ now, limit }),
    isShared: (id, now) => isShared.get({ id, now }) === 1,
    revoke: (id, now) => revoke.run({ id, now }).changes,
    countOpening: (id, now) => void opened.run({ id, now }),
  };
}
