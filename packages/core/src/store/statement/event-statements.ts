/** Statements on the append-only journal. */
import type Database from "better-sqlite3";
import type { EventRow } from "../schema.js";

export interface EventStatements {
  insert(row: Omit<EventRow, "seq">): number;
  after(seq: number, limit: number): EventRow[];
  ofRun(runId: string, limit: number): EventRow[];
  ofConversation(conversationId: string, limit: number): EventRow[];
  bounds(): { oldest: number; last: number };
}

export function eventStatements(db: Database.Database): EventStatements {
  const insert = db.prepare(
    "INSERT INTO events (type,time,conversation_id,run_id,message_row_id,agent_id,data) VALUES (@type,@time,@conversation_id,@run_id,@message_row_id,@agent_id,@data)",
  );
  const after = db.prepare<[number, number], EventRow>(
    "SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
  );
  const ofRun = db.prepare<[string, number], EventRow>(
    "SELECT * FROM events WHERE run_id = ? ORDER BY seq LIMIT ?",
  );
  const ofConversation = db.prepare<[string, number], EventRow>(
    "SELECT * FROM events WHERE conversation_id = ? ORDER BY seq LIMIT ?",
  );
  const bounds = db.prepare<[], { oldest: number | null; last: number | null }>(
    "SELECT (SELECT min(seq) FROM events) AS oldest, (SELECT seq FROM sqlite_sequence WHERE name = 'events') AS last",
  );
  return {
    insert: (row) => Number(insert.run(row).lastInsertRowid),
    after: (seq, limit) => after.all(seq, limit),
    ofRun: (runId, limit) => ofRun.all(runId, limit),
    ofConversation: (id, limit) => ofConversation.all(id, limit),
    bounds() {
      const row = bounds.get();
      const last = row?.last ?? 0;
      return { oldest: row?.oldest ?? last + 1, last };
    },
  };
}
