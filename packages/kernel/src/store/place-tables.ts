/** What is known of runs that are placed on other machines. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The turn of a live run that a worker has. A daemon that starts again takes the run over by it. Its row is removed when
 * what follows from the end of the run is stored.
 */
export const placedRuns = sqliteTable("placed_runs", {
  run_id: text().primaryKey(),
  /** Name of the worker. */
  place: text().notNull(),
  /** Of this turn, as the worker knows it. */
  key: text().notNull(),
  /** As the worker knows it. */
  lane: text().notNull(),
  /** How many other messages the turn has, and how many of them came while the run worked. */
  members: integer().notNull(),
  inputs: integer().notNull(),
  /** JSON of the usage of the turns before. */
  usage: text().notNull(),
  /** Number of the last event of the turn that was stored. */
  events: integer().notNull().default(0),
});
