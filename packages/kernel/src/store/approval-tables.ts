/** Tables of what waits for a person: approvals, and the messages that must not run yet. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const approvals = sqliteTable(
  "approvals",
  {
    id: text().primaryKey(),
    kind: text().$type<"question" | "permission" | "spawn" | "budget">().notNull(),
    status: text()
      .$type<"open" | "approved" | "denied" | "answered" | "expired" | "cancelled">()
      .notNull()
      .default("open"),
    /** Empty for a message that was refused before it ran. */
    run_id: text().notNull(),
    message_row_id: integer().notNull(),
    conversation_id: text().notNull(),
    agent_id: text().notNull(),
    title: text().notNull(),
    detail: text().notNull(),
    /** JSON list of suggested answers. */
    options: text(),
    /** JSON for machines, such as a spawn plan. */
    preview: text(),
    digest: text().notNull(),
    answer: text(),
    answered_by: text(),
    created_at: integer().notNull(),
    expires_at: integer().notNull(),
    settled_at: integer(),
    /** When the run that asked got the outcome. One that waits is given to the next attempt that asks the same. */
    taken_at: integer(),
    /** What TinyAGI itself asks about, such as one budget. Several messages may wait for it. Null: an agent asks. */
    subject: text(),
    /** A decision that can still be taken back; null after it took effect. */
    held_status: text().$type<"approved" | "denied" | "answered">(),
    held_answer: text(),
    held_by: text(),
    held_until: integer(),
  },
  (t) => [
    index("approvals_open").on(t.expires_at).where(sql`status = 'open'`),
    index("approvals_held").on(t.held_until).where(sql`held_until IS NOT NULL`),
    index("approvals_message").on(t.message_row_id),
    index("approvals_conversation").on(t.conversation_id),
    index("approvals_created").on(t.created_at),
    uniqueIndex("approvals_subject").on(t.subject).where(sql`status = 'open' AND subject IS NOT NULL`),
    check("approvals_kind_check", sql`${t.kind} IN ('question','permission','spawn','budget')`),
    check(
      "approvals_status_check",
      sql`${t.status} IN ('open','approved','denied','answered','expired','cancelled')`,
    ),
  ],
);

/**
 * Reasons why a pending message must not be claimed: an open approval, an open spawn, a pause. A run adds its reason
 * when it begins to wait, so that the message is held without further ado when the daemon dies in the meantime.
 */
export const messageHolds = sqliteTable(
  "message_holds",
  {
    message_row_id: integer().notNull(),
    reason: text().notNull(),
    created_at: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.message_row_id, t.reason] }),
    // What waits for one decision is released together.
    index("message_holds_reason").on(t.reason),
  ],
);
