/** Tables of what people's messages are made of, and of where TinyAGI's own messages are shown on a platform. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What a person sent with one message of a platform or client. Several that belong together are one conversation's message. */
export const inboundParts = sqliteTable(
  "inbound_parts",
  {
    channel: text().notNull(),
    /** The idempotency key of the message. */
    key: text().notNull(),
    conversation_id: text().notNull(),
    /** Who wrote it in which chat; empty where messages are never joined. */
    thread: text().notNull().default(""),
    /** Its place among those of the conversation, from 0. */
    position: integer().notNull(),
    /** JSON of an `InboundPart`. */
    body: text().notNull(),
    created_at: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.channel, t.key] }),
    index("inbound_parts_conversation").on(t.conversation_id, t.position),
    index("inbound_parts_thread").on(t.channel, t.thread, t.created_at),
  ],
);

/** Replies as a platform shows them, so that a person can answer one of them. */
export const sentMessages = sqliteTable(
  "sent_messages",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    channel: text().notNull(),
    chat: text().notNull(),
    /** The platform's id of the message in its chat. */
    platform_id: text().notNull(),
    conversation_id: text(),
    /** Who answers there: the author, or the first agent of the conversation. */
    agent_id: text(),
    /** The beginning of what it says. */
    text: text().notNull(),
    created_at: integer().notNull(),
  },
  (t) => [
    index("sent_messages_place").on(t.channel, t.chat, t.platform_id),
    index("sent_messages_conversation").on(t.conversation_id),
  ],
);
