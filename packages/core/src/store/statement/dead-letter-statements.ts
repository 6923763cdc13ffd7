/** Statements that pick many dead letters at once. */
import type Database from "better-sqlite3";

export interface DeadLetterStatements {
  /** Ids of dead letters, oldest first. @param agent only those of this agent */
  oldest(filter: { agent: string | undefined; limit: number }): number[];
  /** How many there are. @param agent of this agent only */
  count(agent: string | undefined): number;
}

export function deadLetterStatements(db: Database.Database): DeadLetterStatements {
  const from = "FROM messages INDEXED BY messages_dead WHERE status = 'dead'";
  const order = "ORDER BY finished_at, id LIMIT @limit";
  const oldest = db.prepare<{ limit: number }, number>(`SELECT id ${from} ${order}`).pluck();
  const oldestOf = db
    .prepare<{ agent: string; limit: number }, number>(`SELECT id ${from} AND agent_id = @agent ${order}`)
    .pluck();
  const count = db.prepare<[], number>(`SELECT count(*) ${from}`).pluck();
  const countOf = db.prepare<[string], number>(`SELECT count(*) ${from} AND agent_id = ?`).pluck();
  return {
    oldest: ({ agent, limit }) =>
      agent === undefined ? oldest.all({ limit }) : oldestOf.all({ agent, limit }),
    count: (agent) => (agent === undefined ? count.get() : countOf.get(agent)) ?? 0,
  };
}
