/** Statements on graphs of sub-agents: their nodes, the calls that asked for them, and the checkpoints of the engine. */
import type Database from "better-sqlite3";
import type { GraphNodeRow, GraphRow, MessageRow, SpawnCallRow } from "../schema.js";

export interface GraphLockRow {
  graph_id: string;
  owner: string;
  pid: number;
  pid_start: string | null;
}

/** Sums over runs; null where no run reported the figure. */
export interface UsageSum {
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  costUsd: number | null;
  estimated: number | null;
}

const NO_USAGE: UsageSum = {
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  costUsd: null,
  estimated: null,
};

export interface MessageWork {
  runId: string | null;
  rootRunId: string | null;
  nodeId: string | null;
  /** Null when the conversation was deleted. */
  asked: string | null;
  /** A written title of it. */
  title: string | null;
}

export interface GraphStatements {
  append(graphId: string, seq: number, record: string): void;
  lastSeq(graphId: string): number;
  /** JSON of the records after `seq`, in order. */
  read(graphId: string, seq: number, limit: number): { seq: number; record: string }[];
  lockOf(graphId: string): GraphLockRow | undefined;
  /** Takes the lock from `previous`, or a free one for null. @returns 0 when somebody else has it meanwhile */
  takeLock(lock: GraphLockRow, previous: string | null): number;
  dropLock(graphId: string, owner: string): void;
  insert(graph: Omit<GraphRow, "status" | "closed_at">): void;
  get(id: string): GraphRow | undefined;
  /** Those without an end, oldest first. */
  open(): GraphRow[];
  /** @returns 1 when it was open */
  close(id: string, status: Exclude<GraphRow["status"], "open">, now: number): number;
  /** @returns 1 when it had ended */
  reopen(id: string): number;
  insertNode(node: GraphNodeRow): void;
  setNodeSettings(graphId: string, nodeId: string, settings: string): void;
  node(graphId: string, nodeId: string): GraphNodeRow | undefined;
  /** By id, so that parents come before their children. */
  nodes(graphId: string): GraphNodeRow[];
  /** The node that a message works for; the latest, if the message was retried after its graph had ended. */
  nodeOf(messageRowId: number): GraphNodeRow | undefined;
  /** Open messages of the nodes below a node. */
  openBelow(graphId: string, nodeId: string): MessageRow[];
  /** The latest node of a conversation that uses a session. */
  inSession(conversationId: string, session: string): GraphNodeRow | undefined;
  /** Usage of all runs of a node and of the nodes below it. */
  usage(graphId: string, nodeId: string): UsageSum;
  /** The latest run of each node that has one. */
  latestRuns(graphId: string): { node: string; run: string }[];
  /** The nodes that messages work for, the latest of a message last. */
  nodesOf(messageRowIds: readonly number[]): { message: number; graphId: string; nodeId: string }[];
  /** The newest run of a message, its place in a graph, and the first characters of what the person asked. */
  workOf(of: { messageRowId: number; conversationId: string; chars: number }): MessageWork;
  /** When plans joined a graph of a conversation, as far as the events are kept. */
  compiledAt(conversationId: string, graphId: string): { generation: number; time: number }[];
  /** Usage of all runs of a message. */
  usageOfMessage(messageRowId: number): UsageSum;
  insertCall(call: Omit<SpawnCallRow, "status" | "outcome" | "ended_at">): void;
  /** Its plan was admitted. It is not asked about again. */
  beginCall(id: string): void;
  /** @returns 1 when it was open */
  endCall(id: string, outcome: string, now: number): number;
  /** @returns 1 when it had ended */
  reopenCall(id: string): number;
  call(id: string): SpawnCallRow | undefined;
  /** In the order in which they were made. */
  calls(messageRowId: number): SpawnCallRow[];
  openCalls(messageRowId: number): SpawnCallRow[];
  countCalls(graphId: string): number;
}

export function graphStatements(db: Database.Database): GraphStatements {
  const append = db.prepare("INSERT INTO graph_records (graph_id,seq,record) VALUES (?,?,?)");
  const lastSeq = db
    .prepare<[string], number | null>("SELECT max(seq) FROM graph_records WHERE graph_id = ?")
    .pluck();
  const read = db.prepare<[string, number, number], { seq: number; record: string }>(
    "SELECT seq, record FROM graph_records WHERE graph_id = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  const lockOf = db.prepare<[string], GraphLockRow>("SELECT * FROM graph_locks WHERE graph_id = ?");
  const insertLock = db.prepare(
    "INSERT INTO graph_locks (graph_id,owner,pid,pid_start) VALUES (@graph_id,@owner,@pid,@pid_start) ON CONFLICT DO NOTHING",
  );
  const replaceLock = db.prepare(
    "UPDATE graph_locks SET owner = @owner, pid = @pid, pid_start = @pid_start WHERE graph_id = @graph_id AND owner = @previous",
  );
  const dropLock = db.prepare("DELETE FROM graph_locks WHERE graph_id = ? AND owner = ?");
  const insert = db.prepare(
    "INSERT INTO graphs (id,conversation_id,rules,created_at) VALUES (@id,@conversation_id,@rules,@created_at)",
  );
  const get = db.prepare<[string], GraphRow>("SELECT * FROM graphs WHERE id = ?");
  const open = db.prepare<[], GraphRow>(
    "SELECT * FROM graphs INDEXED BY graphs_open WHERE status = 'open' ORDER BY created_at",
  );
  const close = db.prepare("UPDATE graphs SET status = ?, closed_at = ? WHERE id = ? AND status = 'open'");
  const reopen = db.prepare(
    "UPDATE graphs SET status = 'open', closed_at = NULL WHERE id = ? AND status <> 'open'",
  );
  return {
    ...nodeStatements(db),
    ...viewStatements(db),
    ...callStatements(db),
    insert: (graph) => void insert.run(graph),
    get: (id) => get.get(id),
    open: () => open.all(),
    close: (id, status, now) => close.run(status, now, id).changes,
    reopen: (id) => reopen.run(id).changes,
    append: (graphId, seq, record) => void append.run(graphId, seq, record),
    lastSeq: (graphId) => lastSeq.get(graphId) ?? 0,
    read: (graphId, seq, limit) => read.all(graphId, seq, limit),
    lockOf: (graphId) => lockOf.get(graphId),
    takeLock: (lock, previous) =>
      previous === null ? insertLock.run(lock).changes : replaceLock.run({ ...lock, previous }).changes,
    dropLock: (graphId, owner) => void dropLock.run(graphId, owner),
  };
}

type NodePart = Pick<
  GraphStatements,
  | "insertNode"
  | "setNodeSettings"
  | "node"
  | "nodes"
  | "nodeOf"
  | "openBelow"
  | "inSession"
  | "usage"
  | "usageOfMessage"
>;

function nodeStatements(db: Database.Database): NodePart {
  const insert = db.prepare(
    "INSERT INTO graph_nodes (graph_id,node_id,message_row_id,settings) VALUES (@graph_id,@node_id,@message_row_id,@settings)",
  );
  const setSettings = db.prepare("UPDATE graph_nodes SET settings = ? WHERE graph_id = ? AND node_id = ?");
  const one = db.prepare<[string, string], GraphNodeRow>(
    "SELECT * FROM graph_nodes WHERE graph_id = ? AND node_id = ?",
  );
  const all = db.prepare<[string], GraphNodeRow>(
    "SELECT * FROM graph_nodes WHERE graph_id = ? ORDER BY node_id",
  );
  const ofMessage = db.prepare<[number], GraphNodeRow>(
    "SELECT * FROM graph_nodes INDEXED BY graph_nodes_message WHERE message_row_id = ? ORDER BY rowid DESC LIMIT 1",
  );
  // `0` is the character after `/`: the ids between them are those that start with `<node>/`.
  const below = db.prepare<[string, string, string], MessageRow>(
    `SELECT m.* FROM graph_nodes n CROSS JOIN messages m ON m.id = n.message_row_id
     WHERE n.graph_id = ? AND n.node_id > ? AND n.node_id < ? AND m.status IN ('pending','processing')`,
  );
  const session = db.prepare<[string, string], GraphNodeRow>(
    `SELECT n.* FROM graphs g CROSS JOIN graph_nodes n ON n.graph_id = g.id
     WHERE g.conversation_id = ? AND json_extract(n.settings, '$.session') = ? ORDER BY n.message_row_id DESC LIMIT 1`,
  );
  const sums = `sum(r.input_tokens) AS inputTokens, sum(r.output_tokens) AS outputTokens, sum(r.cached_tokens) AS cachedTokens, sum(r.cost_usd) AS costUsd, max(r.cost_estimated) AS estimated`;
  const usage = db.prepare<[string, string, string, string], UsageSum>(
    `SELECT ${sums} FROM graph_nodes n CROSS JOIN runs r INDEXED BY runs_message ON r.message_row_id = n.message_row_id
     WHERE n.graph_id = ? AND (n.node_id = ? OR (n.node_id > ? AND n.node_id < ?))`,
  );
  const usageOfMessage = db.prepare<[number], UsageSum>(
    `SELECT ${sums} FROM runs r INDEXED BY runs_message WHERE r.message_row_id = ?`,
  );
  return {
    insertNode: (node) => void insert.run(node),
    setNodeSettings: (graphId, nodeId, settings) => void setSettings.run(settings, graphId, nodeId),
    node: (graphId, nodeId) => one.get(graphId, nodeId),
    nodes: (graphId) => all.all(graphId),
    nodeOf: (messageRowId) => ofMessage.get(messageRowId),
    openBelow: (graphId, nodeId) => below.all(graphId, `${nodeId}/`, `${nodeId}0`),
    inSession: (conversationId, id) => session.get(conversationId, id),
    usage: (graphId, id) => usage.get(graphId, id, `${id}/`, `${id}0`) ?? NO_USAGE,
    usageOfMessage: (id) => usageOfMessage.get(id) ?? NO_USAGE,
  };
}

type ViewPart = Pick<GraphStatements, "latestRuns" | "nodesOf" | "workOf" | "compiledAt">;

/** What people are shown of graphs. */
function viewStatements(db: Database.Database): ViewPart {
  // With max(), SQLite takes the other columns from the row that has the maximum.
  const latestRuns = db.prepare<[string], { node: string; run: string }>(
    `SELECT n.node_id AS node, r.id AS run, max(r.rowid) AS newest FROM graph_nodes n
     CROSS JOIN runs r INDEXED BY runs_message ON r.message_row_id = n.message_row_id
     WHERE n.graph_id = ? GROUP BY n.node_id`,
  );
  const nodesOf = db.prepare<[string], { message: number; graphId: string; nodeId: string }>(
    `SELECT n.message_row_id AS message, n.graph_id AS graphId, n.node_id AS nodeId FROM json_each(?) wanted
     CROSS JOIN graph_nodes n INDEXED BY graph_nodes_message ON n.message_row_id = wanted.value`,
  );
  const workOf = db.prepare<[object], MessageWork>(
    `SELECT r.id AS runId, r.root_run_id AS rootRunId,
       (SELECT node_id FROM graph_nodes INDEXED BY graph_nodes_message WHERE message_row_id = @messageRowId) AS nodeId,
       (SELECT substr(text, 1, @chars) FROM conversations WHERE id = @conversationId) AS asked,
       (SELECT title FROM conversations WHERE id = @conversationId) AS title
     FROM (SELECT 1) LEFT JOIN runs r ON r.rowid =
       (SELECT max(rowid) FROM runs INDEXED BY runs_message WHERE message_row_id = @messageRowId)`,
  );
  const compiledAt = db.prepare<[string, string], { generation: number; time: number }>(
    `SELECT json_extract(data, '$.generation') AS generation, time FROM events INDEXED BY events_conversation
     WHERE conversation_id = ? AND type = 'spawn.compiled' AND json_extract(data, '$.graphId') = ?`,
  );
  return {
    latestRuns: (graphId) => latestRuns.all(graphId),
    nodesOf: (ids) => nodesOf.all(JSON.stringify(ids)),
    workOf: (of) =>
      workOf.get(of) ?? { runId: null, rootRunId: null, nodeId: null, asked: null, title: null },
    compiledAt: (conversationId, graphId) => compiledAt.all(conversationId, graphId),
  };
}

type CallPart = Pick<
  GraphStatements,
  "insertCall" | "beginCall" | "endCall" | "reopenCall" | "call" | "calls" | "openCalls" | "countCalls"
>;

function callStatements(db: Database.Database): CallPart {
  const insert = db.prepare(
    `INSERT INTO spawn_calls (id,graph_id,node_id,message_row_id,run_id,via,plan,created_at)
     VALUES (@id,@graph_id,@node_id,@message_row_id,@run_id,@via,@plan,@created_at)`,
  );
  const begin = db.prepare("UPDATE spawn_calls SET plan = json_set(plan, '$.began', 1) WHERE id = ?");
  const end = db.prepare(
    "UPDATE spawn_calls SET status = 'ended', outcome = ?, ended_at = ? WHERE id = ? AND status = 'open'",
  );
  const reopen = db.prepare(
    "UPDATE spawn_calls SET status = 'open', outcome = NULL, ended_at = NULL WHERE id = ? AND status = 'ended'",
  );
  const one = db.prepare<[string], SpawnCallRow>("SELECT * FROM spawn_calls WHERE id = ?");
  const all = db.prepare<[number], SpawnCallRow>(
    "SELECT * FROM spawn_calls INDEXED BY spawn_calls_message WHERE message_row_id = ? ORDER BY rowid",
  );
  const open = db.prepare<[number], SpawnCallRow>(
    "SELECT * FROM spawn_calls INDEXED BY spawn_calls_message WHERE message_row_id = ? AND status = 'open' ORDER BY rowid",
  );
  const count = db.prepare<[string], number>("SELECT count(*) FROM spawn_calls WHERE graph_id = ?").pluck();
  return {
    insertCall: (call) => void insert.run(call),
    beginCall: (id) => void begin.run(id),
    endCall: (id, outcome, now) => end.run(outcome, now, id).changes,
    reopenCall: (id) => reopen.run(id).changes,
    call: (id) => one.get(id),
    calls: (messageRowId) => all.all(messageRowId),
    openCalls: (messageRowId) => open.all(messageRowId),
    countCalls: (graphId) => count.get(graphId) ?? 0,
  };
}
