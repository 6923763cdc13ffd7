/**
 * Gives messages from before migration 24 their facts. In batches, each a transaction of its own, so that a start that is
 * killed goes on where it was. A row without a title is one of that time.
 */
import type Database from "better-sqlite3";
import { titleOfMessage } from "../../message/content.js";
import { type OldMessage, readEnvelope } from "./envelope.js";

const BATCH_ROWS = 1_000;

/** @returns how many messages were filled */
export function fillContents(db: Database.Database): number {
  const next = db.prepare<[], OldMessage & { id: number }>(
    `SELECT id, kind, from_agent, team_id, text FROM messages INDEXED BY messages_untitled WHERE title IS NULL ORDER BY id LIMIT ${BATCH_ROWS}`,
  );
  const fill = db.prepare(
    "UPDATE messages SET text = @text, shared = @shared, context = @context, title = @title WHERE id = @id",
  );
  const batch = db.transaction(() => {
    const rows = next.all();
    for (const row of rows) {
      const content = readEnvelope(row);
      fill.run({ id: row.id, ...content, title: titleOfMessage(content) });
    }
    return rows.length;
  });
  let filled = 0;
  for (let count = batch.immediate(); count > 0; count = batch.immediate()) filled += count;
  return filled;
}
