/** Tables of sub-agents: graphs, their nodes, the calls that asked for them, and the checkpoints of the engine. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One graph for each message whose run asked for sub-agents first. Its root node stands for that message. */
export const graphs = sqliteTable(
  "graphs",
  {
    id: text().primaryKey(),
    conversation_id: text().notNull(),
    /** `open`, or the status with which the engine closed it. */
    status: text()
      .$type<"open" | "completed" | "partial" | "failed" | "cancelled" | "paused">()
      .notNull()
      .default("open"),
    /** JSON of the limits and capabilities in force. */
    rules: text().notNull(),
    created_at: integer().notNull(),
    closed_at: integer(),
  },
  (t) => [
    index("graphs_open").on(t.created_at).where(sql`status = 'open'`),
    index("graphs_conversation").on(t.conversation_id),
    check(
      "graphs_status_check",
      sql`${t.status} IN ('open','completed','partial','failed','cancelled','paused')`,
    ),
  ],
);

/** A node of a graph and its message in the queue: one row for the whole life of the node. */
export const graphNodes = sqliteTable(
  "graph_nodes",
  {
    graph_id: text().notNull(),
    /** `root`, or `<parent>/<id>`. */
    node_id: text().notNull(),
    message_row_id: integer().notNull(),
    /** JSON of what the node may do and where it works. */
    settings: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.graph_id, t.node_id] }),
    index("graph_nodes_message").on(t.message_row_id),
  ],
);

/** One request for sub-agents. Its message is held until it has ended. */
export const spawnCalls = sqliteTable(
  "spawn_calls",
  {
    id: text().primaryKey(),
    graph_id: text().notNull(),
    node_id: text().notNull(),
    message_row_id: integer().notNull(),
    /** The run that asked. */
    run_id: text().notNull(),
    via: text().$type<"tool" | "block">().notNull(),
    /** JSON of the plan as it was given. */
    plan: text().notNull(),
    status: text().$type<"open" | "ended">().notNull().default("open"),
    /** JSON of the outcome, once it has ended. */
    outcome: text(),
    created_at: integer().notNull(),
    ended_at: integer(),
  },
  (t) => [
    index("spawn_calls_message").on(t.message_row_id),
    index("spawn_calls_graph").on(t.graph_id),
    check("spawn_calls_status_check", sql`${t.status} IN ('open','ended')`),
  ],
);
