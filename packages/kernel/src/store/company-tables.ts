/** Tables of the company's knowledge: what the index of its notes holds, and the changes that agents proposed. */
import { sql } from "drizzle-orm";
import { blob, check, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** A file in the company folder whose text is in `recall_index`, as it was when it was read. */
export const recallDocuments = sqliteTable(
  "recall_documents",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    path: text().notNull(),
    /** Of the file: another one is read again. */
    stamp: text().notNull(),
    source: text().$type<"note" | "document">().notNull(),
    title: text().notNull(),
    summary: text().notNull(),
    /** Who made the vectors of all its pieces; empty: they have none, or those of an earlier text. */
    embedded: text().notNull().default(""),
  },
  (t) => [
    uniqueIndex("recall_documents_path").on(t.path),
    check("recall_documents_source_check", sql`${t.source} IN ('note','document')`),
  ],
);

/** Vectors of pieces of `recall_index`, by their numbers: 32-bit floats of length 1. */
export const recallVectors = sqliteTable("recall_vectors", {
  piece: integer().primaryKey(),
  /** Of the endpoint and its model: vectors of another one cannot be compared. */
  maker: text().notNull(),
  vector: blob({ mode: "buffer" }).notNull(),
});

/** Changes of notes that agents proposed. Only a person settles one. */
export const companyProposals = sqliteTable(
  "company_proposals",
  {
    id: text().primaryKey(),
    path: text().notNull(),
    /** The whole note; null to remove it. */
    content: text(),
    /** SHA-256 of the note when it was proposed; empty when there was none. */
    base: text().notNull(),
    reason: text().notNull(),
    status: text().$type<"open" | "accepted" | "declined">().notNull().default("open"),
    agent_id: text().notNull(),
    conversation_id: text().notNull(),
    created_at: integer().notNull(),
    settled_at: integer(),
    settled_by: text(),
  },
  (t) => [
    index("company_proposals_open").on(t.created_at).where(sql`status = 'open'`),
    index("company_proposals_created").on(t.created_at),
    check("company_proposals_status_check", sql`${t.status} IN ('open','accepted','declined')`),
  ],
);
