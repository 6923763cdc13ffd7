/**
 * The store: one connection, its statements by aggregate, and the write queue. Nothing else of the project
 * speaks SQL.
 */
import type Database from "better-sqlite3";
import type { Clock } from "../base/clock.js";
import { type Failpoints, NO_FAILPOINTS } from "../base/failpoint.js";
import { openDatabase } from "./database.js";
import { type ConversationStatements, conversationStatements } from "./statement/conversation-statements.js";
import { type EventStatements, eventStatements } from "./statement/event-statements.js";
import { type GraphStatements, graphStatements } from "./statement/graph-statements.js";
import { type HistoryStatements, historyStatements } from "./statement/history-statements.js";
import { type MessageStatements, messageStatements } from "./statement/message-statements.js";
import { type OutboxStatements, outboxStatements } from "./statement/outbox-statements.js";
import { type RunStatements, runStatements } from "./statement/run-statements.js";
import { createWriteQueue, type WriteQueue } from "./write-queue.js";

export interface Store extends WriteQueue, AsyncDisposable {
  readonly db: Database.Database;
  readonly conversations: ConversationStatements;
  readonly messages: MessageStatements;
  readonly runs: RunStatements;
  readonly outbox: OutboxStatements;
  readonly events: EventStatements;
  readonly history: HistoryStatements;
  readonly graphs: GraphStatements;
}

/**
 * @param options.path file path, or `:memory:`
 * @throws AppError `STORE_DAMAGED`, `STORE_TOO_NEW`, `STORE_UNAVAILABLE`, `SQLITE_TOO_OLD`
 */
export function openStore(options: { path: string; clock: Clock; failpoints?: Failpoints }): Store {
  const db = openDatabase(options.path, options.failpoints ?? NO_FAILPOINTS);
  const queue = createWriteQueue(db, options.clock);
  return {
    db,
    ...queue,
    conversations: conversationStatements(db),
    messages: messageStatements(db),
    runs: runStatements(db),
    outbox: outboxStatements(db),
    events: eventStatements(db),
    history: historyStatements(db),
    graphs: graphStatements(db),
    async [Symbol.asyncDispose]() {
      if (!db.open) return;
      await queue.idle();
      try {
        db.pragma("wal_checkpoint(TRUNCATE)");
      } finally {
        // On a full disk the WAL stays beside the file and is read on the next start.
        db.close();
      }
    },
  };
}
