/** Counts for metrics that are read often: each comes from an index, whatever the size of its table. */
import type Database from "better-sqlite3";

export interface MetricStatements {
  /** Replies that could not be delivered. */
  deadReplies(): number;
}

export function metricStatements(db: Database.Database): MetricStatements {
  const deadReplies = db
    .prepare<[], number>("SELECT count(*) FROM outbox INDEXED BY outbox_dead WHERE status = 'dead'")
    .pluck();
  return { deadReplies: () => deadReplies.get() ?? 0 };
}
