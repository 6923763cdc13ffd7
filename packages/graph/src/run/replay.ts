/**
 * Rebuilds a run from its journal alone: the graph at every generation, and what each node came to. No model is called
 * and nothing is executed.
 */
import { type GraphJournalRecord, type NodeWhy, nodeWhyBefore, type Usage } from "@tinyagi/contracts";
import { addUsage } from "../budget/usage.js";
import { compileSpawn } from "../compile/apply-spawn.js";
import { JournalError } from "../errors.js";
import { type GraphDiff, getParentId, type IndexedGraph } from "../graph/graph.js";
import { fromJSON, indexed } from "../graph/json.js";
import type { SpawnLimits } from "../limits.js";
import { type JournalMigrations, readRecords } from "./journal-format.js";
import type { RestoredNode } from "./state.js";

export interface Replayed {
  graph: IndexedGraph;
  nodes: Map<string, RestoredNode>;
  generations: Map<string, number>;
  /** What each spawn changed, oldest first. */
  diffs: GraphDiff[];
  /** Nodes inserted by spawns of this run. */
  spawned: Set<string>;
  edited: Set<string>;
  /** Nodes started whose end is not written down. */
  running: Set<string>;
  /** How many of them each parent has. */
  runningChildren: Map<string, number>;
  forkedFrom: { graph: string; generation: number } | undefined;
  usage: Usage;
  /** The status the run was closed with, if it was and nothing happened after. */
  closed: string | undefined;
  lastSeq: number;
  records: readonly GraphJournalRecord[];
}

/** A journal holds only what the limits of its own run allowed. */
const NO_LIMITS: SpawnLimits = {
  maxDepth: Infinity,
  maxFanOut: Infinity,
  maxTotal: Infinity,
  maxLive: Infinity,
};

/**
 * Reads records into a state.
 * @throws JournalError when the format is newer or the records make no sense
 */
export function replayRecords(raw: readonly unknown[], migrations?: JournalMigrations): Replayed {
  const records = readRecords(raw, migrations);
  const first = records[0];
  if (first?.type !== "graph.opened")
    throw new JournalError("STORE_DAMAGED", "The journal does not start with a graph.");
  const state: Replayed = {
    graph: indexed(fromJSON(first.ir)),
    nodes: new Map(),
    generations: new Map(),
    diffs: [],
    spawned: new Set(),
    edited: new Set(first.edited ?? []),
    running: new Set(),
    runningChildren: new Map(),
    forkedFrom: first.forkedFrom,
    usage: {},
    closed: undefined,
    lastSeq: records.at(-1)?.seq ?? 0,
    records,
  };
  for (const id of state.graph.nodes.order()) addNode(state, id, { parentAttempt: 0, onFailure: undefined });
  for (const record of records.slice(1)) apply(state, record);
  for (const id of state.running) interrupt(state, id);
  return state;
}

function addNode(
  state: Replayed,
  id: string,
  spawned: Pick<RestoredNode, "parentAttempt" | "onFailure">,
): void {
  const base = { why: undefined, output: undefined, error: undefined, usage: undefined };
  const counts = { attempts: 0, interruptions: 0, blamed: 0 };
  state.nodes.set(id, { state: "pending", ...base, ...counts, ...spawned });
  state.generations.set(id, state.graph.generation);
}

function apply(state: Replayed, record: GraphJournalRecord): void {
  state.closed = record.type === "graph.closed" ? record.status : undefined;
  if (record.type === "graph.closed") takeBackStarts(state);
  else if (record.type === "spawn.compiled") applySpawned(state, record);
  else if (record.type === "node.reopened") {
    const fresh = { state: "pending", why: undefined, error: undefined, blamed: 0 } as const;
    for (const id of record.nodes) update(state, id, fresh);
    for (const id of record.nodes)
      if (record.attempt > 0) update(state, id, { parentAttempt: record.attempt });
  } else if (record.type === "node.asked") {
    const { node, index, question } = record;
    update(state, node, { questions: new Map(state.nodes.get(node)?.questions).set(index, question) });
  } else if (record.type === "node.answered") {
    const { node, index, answer } = record;
    update(state, node, { answers: new Map(state.nodes.get(node)?.answers).set(index, answer) });
  } else if (record.type === "node.partial") {
    update(state, record.node, { partial: { output: record.output } });
  } else if ("node" in record) applyNode(state, record);
}

function applySpawned(
  state: Replayed,
  record: Extract<GraphJournalRecord, { type: "spawn.compiled" }>,
): void {
  const { parent, specs: input } = record;
  const compiled = compileSpawn(
    { graph: state.graph, parentId: parent, input },
    { limits: NO_LIMITS, allowed: undefined },
  );
  state.graph = compiled.graph;
  state.diffs.push(compiled.diff);
  for (const id of compiled.diff.added) {
    addNode(state, id, { parentAttempt: record.attempt, onFailure: record.onFailure });
    state.spawned.add(id);
  }
}

type NodeRecord = Exclude<
  Extract<GraphJournalRecord, { node: string }>,
  { type: "node.asked" | "node.answered" | "node.partial" }
>;

function applyNode(state: Replayed, record: NodeRecord): void {
  const { node } = record;
  const known = state.nodes.get(node)?.attempts ?? 0;
  if (record.type === "node.started") {
    if (state.running.has(node)) interrupt(state, node);
    // Counted, not read: earlier releases gave an interrupted attempt and its repetition the same number.
    update(state, node, { state: "pending", attempts: Math.max(known + 1, record.attempt) });
    setRunning(state, node, true);
    return;
  }
  setRunning(state, node, false);
  // A fork keeps ends without their starts.
  const attempts = "attempt" in record ? { attempts: Math.max(known, record.attempt) } : {};
  switch (record.type) {
    case "node.retried":
      bookUsage(state, node, record.usage);
      update(state, node, { state: "pending", ...attempts });
      break;
    case "node.completed":
      bookUsage(state, node, record.usage);
      update(state, node, { state: "completed", ...attempts, output: record.output });
      break;
    case "node.failed":
      bookUsage(state, node, record.usage);
      update(state, node, { state: "failed", ...attempts, error: new RecordedError(record.error) });
      break;
    case "node.cancelled":
      update(state, node, { state: "cancelled", ...attempts, why: whyOfRecord(record) });
      break;
    case "node.skipped":
      update(state, node, { state: "skipped", why: whyOfRecord(record) });
      break;
  }
}

function whyOfRecord({ why, reason }: { why?: NodeWhy | undefined; reason: string }): NodeWhy {
  return why ?? nodeWhyBefore(reason);
}

/** The process ended during an execution. A node with a child at work or an open question was only waiting. */
function interrupt(state: Replayed, id: string): void {
  const node = state.nodes.get(id);
  if (node === undefined) return;
  node.interruptions++;
  const isAsking = (node.questions?.size ?? 0) > (node.answers?.size ?? 0);
  if ((state.runningChildren.get(id) ?? 0) === 0 && !isAsking) node.blamed++;
}

function setRunning(state: Replayed, id: string, isRunning: boolean): void {
  if (state.running.has(id) === isRunning) return;
  if (isRunning) state.running.add(id);
  else state.running.delete(id);
  const parent = getParentId(id);
  if (parent === null) return;
  const children = state.runningChildren.get(parent) ?? 0;
  state.runningChildren.set(parent, children + (isRunning ? 1 : -1));
}

/** A run that paused stopped its nodes itself: they count as never started. */
function takeBackStarts(state: Replayed): void {
  for (const id of state.running) {
    const node = state.nodes.get(id);
    if (node !== undefined) node.attempts--;
  }
  state.running.clear();
  state.runningChildren.clear();
}

function update(state: Replayed, id: string, change: Partial<RestoredNode>): void {
  const node = state.nodes.get(id);
  if (node === undefined)
    throw new JournalError("STORE_DAMAGED", "The journal tells of a node that was never inserted.");
  Object.assign(node, change);
}

/** A record carries the node's usage so far, not what was added. */
function bookUsage(state: Replayed, id: string, usage: Usage | undefined): void {
  const node = state.nodes.get(id);
  if (node !== undefined && usage !== undefined) node.usage = usage;
}

/** Sum over all nodes. */
export function totalUsage(state: Replayed): Usage {
  let usage: Usage = {};
  for (const node of state.nodes.values()) if (node.usage !== undefined) usage = addUsage(usage, node.usage);
  return usage;
}

/** An error of an earlier process, as far as it was written down. */
export class RecordedError extends Error {
  readonly code: string | undefined;

  constructor(recorded: { name: string; message: string; code?: string | undefined }) {
    super(recorded.message);
    this.name = recorded.name;
    this.code = recorded.code;
  }
}
