/** Statements on the parts of people's messages, and on replies as platforms show them. */
import type Database from "better-sqlite3";
import type { InboundPartRow, SentMessageRow } from "../schema.js";

export interface InboundStatements {
  add(part: InboundPartRow): void;
  get(channel: string, key: string): InboundPartRow | undefined;
  /** In their order. */
  of(conversationId: string): InboundPartRow[];
  /** The newest one that the same person wrote in the same chat. */
  lastIn(channel: string, thread: string): InboundPartRow | undefined;
  /** Replaces what a part says. */
  replace(channel: string, key: string, body: string): void;
  addSent(sent: Omit<SentMessageRow, "id">): void;
  sent(place: Pick<SentMessageRow, "channel" | "chat" | "platform_id">): SentMessageRow | undefined;
}

export function inboundStatements(db: Database.Database): InboundStatements {
  const add = db.prepare(
    `INSERT INTO inbound_parts (channel,key,conversation_id,thread,position,body,created_at)
     VALUES (@channel,@key,@conversation_id,@thread,@position,@body,@created_at)`,
  );
  const get = db.prepare<[string, string], InboundPartRow>(
    "SELECT * FROM inbound_parts WHERE channel = ? AND key = ?",
  );
  const of = db.prepare<[string], InboundPartRow>(
    "SELECT * FROM inbound_parts WHERE conversation_id = ? ORDER BY position",
  );
  const lastIn = db.prepare<[string, string], InboundPartRow>(
    "SELECT * FROM inbound_parts WHERE channel = ? AND thread = ? ORDER BY created_at DESC, rowid DESC LIMIT 1",
  );
  const replace = db.prepare("UPDATE inbound_parts SET body = ? WHERE channel = ? AND key = ?");
  const addSent = db.prepare(
    `INSERT INTO sent_messages (channel,chat,platform_id,conversation_id,agent_id,text,created_at)
     VALUES (@channel,@chat,@platform_id,@conversation_id,@agent_id,@text,@created_at)`,
  );
  const sent = db.prepare<[object], SentMessageRow>(
    "SELECT * FROM sent_messages WHERE channel = @channel AND chat = @chat AND platform_id = @platform_id ORDER BY id DESC LIMIT 1",
  );
  return {
    add: (part) => void add.run(part),
    get: (channel, key) => get.get(channel, key),
    of: (conversationId) => of.all(conversationId),
    lastIn: (channel, thread) => lastIn.get(channel, thread),
    replace: (channel, key, body) => void replace.run(body, channel, key),
    addSent: (row) => void addSent.run(row),
    sent: (place) => sent.get(place),
  };
}
