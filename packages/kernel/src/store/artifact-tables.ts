/** Tables of what agents made for people: each file that was sent, and the public links to some of them. */
import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Files that agents sent. The same name from the same agent is another version. */
export const artifacts = sqliteTable(
  "artifacts",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    agent_id: text().notNull(),
    /** As people see it. */
    name: text().notNull(),
    version: integer().notNull(),
    /** 1 for the newest version. */
    newest: integer().notNull().default(1),
    /** The name of the copy in the folder of sent files. */
    file: text().notNull(),
    conversation_id: text(),
    run_id: text(),
    created_at: integer().notNull(),
  },
  (t) => [
    uniqueIndex("artifacts_version").on(t.agent_id, t.name, t.version),
    uniqueIndex("artifacts_file").on(t.file),
    index("artifacts_newest").on(t.id).where(sql`newest = 1`),
    index("artifacts_agent").on(t.agent_id, t.id).where(sql`newest = 1`),
    index("artifacts_run").on(t.run_id).where(sql`run_id IS NOT NULL`),
    check("artifacts_version_check", sql`${t.version} > 0`),
  ],
);

/** Links with which anyone reads one version of an artifact. Only a digest of the secret is stored. */
export const artifactLinks = sqliteTable(
  "artifact_links",
  {
    id: text().primaryKey(),
    artifact_id: integer()
      .notNull()
      .references(() => artifacts.id, { onDelete: "cascade" }),
    digest: text().notNull(),
    created_by: text().notNull(),
    created_at: integer().notNull(),
    /** Null: until it is revoked. */
    expires_at: integer(),
    revoked_at: integer(),
    /** How often it was opened, and when last. */
    opened: integer().notNull().default(0),
    opened_at: integer(),
  },
  (t) => [
    uniqueIndex("artifact_links_digest").on(t.digest),
    index("artifact_links_artifact").on(t.artifact_id, t.created_at),
    index("artifact_links_live").on(t.created_at).where(sql`revoked_at IS NULL`),
  ],
);
