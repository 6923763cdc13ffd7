/** Tables of budgets: what was used on each day, and by how much budgets were raised. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What the runs of a day used. Sums, so that reading a budget does not depend on the number of runs. */
export const usageDays = sqliteTable(
  "usage_days",
  {
    /** Local date on which the runs started, such as 2026-01-31. */
    day: text().notNull(),
    agent_id: text().notNull(),
    /** Empty without a team. */
    team_id: text().notNull(),
    runs: integer().notNull().default(0),
    tokens: integer().notNull().default(0),
    nano_usd: integer().notNull().default(0),
    ms: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.day, t.agent_id, t.team_id] })],
);

/** What happened to a budget in its period. */
export const budgetStates = sqliteTable(
  "budget_states",
  {
    scope: text().notNull(),
    /** The day; empty for a conversation. */
    period: text().notNull(),
    /** How much it was raised. */
    extra_tokens: integer().notNull().default(0),
    extra_nano_usd: integer().notNull().default(0),
    extra_runs: integer().notNull().default(0),
    extra_ms: integer().notNull().default(0),
    /** 1 when the warning was sent, since it was last raised. */
    warned: integer().notNull().default(0),
    /** 1 when people were notified that it is used up and work continues. */
    noticed: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.period, t.scope] })],
);

/** Messages that a budget stopped or refused, until it is raised. */
export const budgetStops = sqliteTable(
  "budget_stops",
  {
    message_row_id: integer().primaryKey(),
    scope: text().notNull(),
    stopped_at: integer().notNull(),
  },
  (t) => [index("budget_stops_time").on(t.stopped_at, t.scope)],
);
