/** Statements on runs that are placed on other machines. */
import type Database from "better-sqlite3";
import type { PlacedRunRow } from "../schema.js";

export interface PlacedRunStatements {
  /** A turn of a run is about to be placed. It replaces the turn before. */
  put(row: PlacedRunRow): void;
  /** @param key only while this turn is the last one */
  heard(runId: string, key: string, events: number): void;
  remove(runId: string): void;
  /** Those whose run is live. */
  live(): PlacedRunRow[];
  /** Removes those whose run has ended. */
  clean(): void;
}

export function placedRunStatements(db: Database.Database): PlacedRunStatements {
  const put = db.prepare(
    `INSERT OR REPLACE INTO placed_runs (run_id,place,key,lane,members,inputs,usage,events)
     VALUES (@run_id,@place,@key,@lane,@members,@inputs,@usage,@events)`,
  );
  const heard = db.prepare("UPDATE placed_runs SET events = @events WHERE run_id = @runId AND key = @key");
  const remove = db.prepare<[string]>("DELETE FROM placed_runs WHERE run_id = ?");
  const live = db.prepare<[], PlacedRunRow>(
    "SELECT p.* FROM runs r INDEXED BY runs_live CROSS JOIN placed_runs p ON p.run_id = r.id WHERE r.status IN ('starting','running')",
  );
  // At a start; a row is left only by a crash between two writes.
  const clean = db.prepare(
    "DELETE FROM placed_runs WHERE run_id NOT IN (SELECT id FROM runs INDEXED BY runs_live WHERE status IN ('starting','running'))",
  );
  return {
    put: (row) => void put.run(row),
    heard: (runId, key, events) => void heard.run({ runId, key, events }),
    remove: (runId) => void remove.run(runId),
    live: () => live.all(),
    clean: () => void clean.run(),
  };
}
