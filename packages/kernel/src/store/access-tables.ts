/** Tables of senders, tokens, plugins and skills, of imports, and of the progress of the search index. */
import type { SenderRole } from "@tinyagi/contracts";
import { sql } from "drizzle-orm";
import { check, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Senders of channels: waiting with a code, or approved with a role. */
export const pairings = sqliteTable(
  "pairings",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    channel: text().notNull(),
    sender_id: text().notNull(),
    sender: text().notNull(),
    state: text().$type<"pending" | "approved">().notNull(),
    role: text().$type<SenderRole>().notNull().default("member"),
    code: text(),
    created_at: integer().notNull(),
    last_seen_at: integer().notNull(),
    expires_at: integer(),
    approved_at: integer(),
    approved_by: text(),
    /** The first sender of the person whom this sender is linked to. Null for the first sender itself. */
    linked_to: integer(),
    /** The bot of the platform on which the sender wrote last, as `coder` of `telegram.coder`. Null: the platform's own. */
    bot: text(),
  },
  (t) => [
    uniqueIndex("pairings_sender").on(t.channel, t.sender_id),
    uniqueIndex("pairings_code").on(t.code).where(sql`state = 'pending'`),
    check("pairings_state_check", sql`${t.state} IN ('pending','approved')`),
    check("pairings_role_check", sql`${t.role} IN ('owner','member','guest')`),
  ],
);

/** The agent or team a sender's untagged messages go to. */
export const senderDefaults = sqliteTable(
  "sender_defaults",
  {
    channel: text().notNull(),
    sender_id: text().notNull(),
    target: text().notNull(),
    updated_at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.sender_id] })],
);

/** Tokens of channels that run elsewhere; only a digest is kept. */
export const tokens = sqliteTable(
  "tokens",
  {
    id: text().primaryKey(),
    channel: text().notNull(),
    digest: text().notNull(),
    created_at: integer().notNull(),
    last_used_at: integer(),
  },
  (t) => [uniqueIndex("tokens_digest").on(t.digest)],
);

/** Plugins an operator approved, bound to their exact content. */
export const pluginApprovals = sqliteTable("plugin_approvals", {
  name: text().primaryKey(),
  digest: text().notNull(),
  approved_at: integer().notNull(),
});

/** Skills installed in a workspace, with the digest of their content then: a different content was edited. */
export const skillInstalls = sqliteTable(
  "skill_installs",
  {
    agent_id: text().notNull(),
    name: text().notNull(),
    /** `bundled`, or where it came from. */
    ref: text().notNull(),
    digest: text().notNull(),
    installed_at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agent_id, t.name] })],
);

/** Imports by source, so that nothing is imported twice. */
export const imports = sqliteTable("imports", {
  source: text().primaryKey(),
  /** JSON of what was imported. */
  report: text().notNull(),
  backup: text(),
  created_at: integer().notNull(),
});

/** How far the full-text index has read each append-only table. */
export const searchProgress = sqliteTable("search_progress", {
  kind: text().primaryKey(),
  last_id: integer().notNull(),
});
