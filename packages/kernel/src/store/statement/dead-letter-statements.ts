/** Statements on dead letters as a list: newest first to read them, oldest first to retry or delete many. */
import type Database from "better-sqlite3";
import type { ConversationRow, MessageRow } from "../schema.js";
import { selection } from "./selection.js";

/** The place of a dead letter in the list. */
export interface DeadPlace {
  /** When it failed. */
  at: number;
  id: number;
}

export type DeadRow = MessageRow & { channel: string; sender: string; sender_id: string | null } & Pick<
    ConversationRow,
    "metadata" | "task_id"
  >;

/** Which dead letters are taken, oldest first. */
export interface DeadFilter {
  agent?: string | undefined;
  /** Classes of errors that are left out. */
  except?: readonly string[] | undefined;
  after?: DeadPlace | undefined;
  /** Only those that had failed at this time. */
  until?: number | undefined;
  /** Leaves out those that only their graph retries. */
  isRetried?: true | undefined;
  limit: number;
}

export interface DeadGroupRow {
  agent: string;
  errorClass: string | null;
  count: number;
  /** How many of them only their graph retries. */
  inGraph: number;
}

export interface DeadLetterStatements {
  /** Newest first. @param filter `before` leaves out that letter and all newer ones */
  list(filter: { agent?: string | undefined; before?: DeadPlace | undefined; limit: number }): DeadRow[];
  /** Places of dead letters, oldest first. */
  oldest(filter: DeadFilter): DeadPlace[];
  /** How many there are. @param agent of this agent only */
  count(agent: string | undefined): number;
  /** How many there are of each agent and error, by agent. */
  groups(agent: string | undefined): DeadGroupRow[];
}

/** A dead letter of a sub-agent: a retry of dead letters leaves it to its graph. */
export const isInGraph = ({ kind }: Pick<MessageRow, "kind">): boolean => kind === "node";
/** The same in SQL. */
const IN_GRAPH = "kind = 'node'";

/** Later than any place. */
const END: DeadPlace = { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };
const START: DeadPlace = { at: -1, id: -1 };

export function deadLetterStatements(db: Database.Database): DeadLetterStatements {
  const from = "FROM messages INDEXED BY messages_dead WHERE status = 'dead'";
  const count = db.prepare<[], number>(`SELECT count(*) ${from}`).pluck();
  const countOf = db.prepare<[string], number>(`SELECT count(*) ${from} AND agent_id = ?`).pluck();
  const group = `SELECT agent_id AS agent, error_class AS errorClass, count(*) AS count, sum(${IN_GRAPH}) AS inGraph`;
  const by = "GROUP BY agent_id, error_class";
  const groups = db.prepare<[], DeadGroupRow>(`${group} ${from} ${by}`);
  const groupsOf = db.prepare<[string], DeadGroupRow>(`${group} ${from} AND agent_id = ? ${by}`);
  const list = listSelection(db);
  const oldest = oldestSelection(db);
  return {
    list: ({ before = END, agent, limit }) => list({ agent, limit, ...before }),
    oldest: ({ after = START, until = END.at, except = [], agent, isRetried, limit }) =>
      oldest({ agent, isRetried, limit, until, ...after, except: JSON.stringify(except) }),
    count: (agent) => (agent === undefined ? count.get() : countOf.get(agent)) ?? 0,
    groups: (agent) => (agent === undefined ? groups.all() : groupsOf.all(agent)),
  };
}

type Place = DeadPlace & { limit: number; agent: string | undefined };

function listSelection(db: Database.Database): (filter: Place) => DeadRow[] {
  return selection<Place, DeadRow>(db, {
    select: `SELECT m.*, c.channel AS channel, c.sender AS sender, c.sender_id AS sender_id, c.metadata AS metadata, c.task_id AS task_id
     FROM messages m INDEXED BY messages_dead CROSS JOIN conversations c ON c.id = m.conversation_id`,
    conditions: {
      at: "m.status = 'dead' AND (m.finished_at, m.id) < (@at, @id)",
      id: "1",
      agent: "m.agent_id = @agent",
    },
    order: "ORDER BY m.finished_at DESC, m.id DESC LIMIT @limit",
  });
}

type OldestFilter = Place & { until: number; except: string; isRetried: true | undefined };

function oldestSelection(db: Database.Database): (filter: OldestFilter) => DeadPlace[] {
  return selection<OldestFilter, DeadPlace>(db, {
    select: "SELECT finished_at AS at, id FROM messages INDEXED BY messages_dead",
    conditions: {
      at: "status = 'dead' AND (finished_at, id) > (@at, @id)",
      id: "1",
      until: "finished_at <= @until",
      // A list of a few words in JSON: each stands in it with its quotation marks.
      except: "instr(@except, '\"' || coalesce(error_class, 'transient') || '\"') = 0",
      agent: "agent_id = @agent",
      isRetried: `NOT (${IN_GRAPH})`,
    },
    order: "ORDER BY finished_at, id LIMIT @limit",
  });
}
