/** Statements on the append-only journal. */
import type Database from "better-sqlite3";
import type { EventRow } from "../schema.js";

export interface EventStatements {
  insert(row: Omit<EventRow, "seq">): number;
  after(seq: number, limit: number): EventRow[];
  /** Events of a run after a number. */
  ofRunAfter(runId: string, seq: number, limit: number): EventRow[];
  /** Whether anything of this type was recorded of the run. */
  hasOfRun(runId: string, type: string): boolean;
  ofConversation(conversationId: string, limit: number): EventRow[];
  /** What became of the recordings of a conversation. */
  recordingsIn(conversationId: string, limit: number): EventRow[];
  /** Events of a conversation after a number. */
  ofConversationAfter(conversationId: string, seq: number, limit: number): EventRow[];
  /** The newest of a part of the journal that match. */
  newest(part: EventPart): EventRow[];
  /** The last run that a message joined, without being the one that was claimed. */
  joinedRun(message: { conversationId: string; rowId: number }): string | undefined;
  bounds(): { oldest: number; last: number };
  /** Time of the newest event from `time` or before, among the newest ones; null when there is none. */
  lastUpTo(time: number): number | null;
}

/** Numbers below `before`, at most `scan` of them. */
export interface EventPart {
  before: number;
  scan: number;
  limit: number;
  /** Whole names or their first parts; undefined: all. */
  types: readonly string[] | undefined;
  agent: string | undefined;
}

/** How many of the newest events `lastUpTo` reads at most. */
const SEEN_MAX = 10_000;

export function eventStatements(db: Database.Database): EventStatements {
  const insert = db.prepare(
    "INSERT INTO events (type,time,conversation_id,run_id,message_row_id,agent_id,data) VALUES (@type,@time,@conversation_id,@run_id,@message_row_id,@agent_id,@data)",
  );
  const after = db.prepare<[number, number], EventRow>(
    "SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
  );
  const ofConversation = db.prepare<[string, number], EventRow>(
    "SELECT * FROM events WHERE conversation_id = ? ORDER BY seq LIMIT ?",
  );
  const recordingsIn = db.prepare<[string, number], EventRow>(
    "SELECT * FROM events WHERE conversation_id = ? AND type IN ('recording.transcribed','recording.not_transcribed') ORDER BY seq LIMIT ?",
  );
  const ofRunAfter = db.prepare<[string, number, number], EventRow>(
    "SELECT * FROM events WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  const hasOfRun = db
    .prepare<[string, string], number>("SELECT EXISTS (SELECT 1 FROM events WHERE run_id = ? AND type = ?)")
    .pluck();
  const ofConversationAfter = db.prepare<[string, number, number], EventRow>(
    "SELECT * FROM events WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  // A part of the journal is read as a whole: an index on types would cost every event a write.
  const newest = db.prepare<[object], EventRow>(
    `SELECT * FROM (SELECT * FROM events WHERE seq < @before ORDER BY seq DESC LIMIT @scan)
     WHERE (@types IS NULL OR type IN (SELECT value FROM json_each(@types)) OR substr(type, 1, instr(type, '.') - 1) IN (SELECT value FROM json_each(@types)))
       AND (@agent IS NULL OR agent_id = @agent) LIMIT @limit`,
  );
  const joinedRun = db
    .prepare<[{ conversationId: string; rowId: number }], string>(
      `SELECT run_id FROM events WHERE conversation_id = @conversationId AND message_row_id = @rowId AND type = 'message.batched' ORDER BY seq DESC LIMIT 1`,
    )
    .pluck();
  const bounds = db.prepare<[], { oldest: number | null; last: number | null }>(
    "SELECT (SELECT min(seq) FROM events) AS oldest, (SELECT seq FROM sqlite_sequence WHERE name = 'events') AS last",
  );
  // Newest by number: a clock that was wrong for a while left times later than those of newer events.
  const lastUpTo = db
    .prepare<[number], number>(
      `SELECT time FROM (SELECT seq, time FROM events ORDER BY seq DESC LIMIT ${SEEN_MAX}) WHERE time <= ? ORDER BY seq DESC LIMIT 1`,
    )
    .pluck();
  return {
    insert: (row) => Number(insert.run(row).lastInsertRowid),
    after: (seq, limit) => after.all(seq, limit),
    ofRunAfter: (runId, seq, limit) => ofRunAfter.all(runId, seq, limit),
    hasOfRun: (runId, type) => hasOfRun.get(runId, type) === 1,
    ofConversationAfter: (id, seq, limit) => ofConversationAfter.all(id, seq, limit),
    recordingsIn: (id, limit) => recordingsIn.all(id, limit),
    ofConversation: (id, limit) => ofConversation.all(id, limit),
    newest: ({ types, agent, ...part }) =>
      newest.all({
        ...part,
        types: types === undefined ? null : JSON.stringify(types),
        agent: agent ?? null,
      }),
    joinedRun: (message) => joinedRun.get(message),
    bounds() {
      const row = bounds.get();
      const last = row?.last ?? 0;
      return { oldest: row?.oldest ?? last + 1, last };
    },
    lastUpTo: (time) => lastUpTo.get(time) ?? null,
  };
}
