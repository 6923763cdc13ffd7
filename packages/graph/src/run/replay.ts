/**
 * Rebuilds a run from its journal alone: the graph at every generation, and what each node came to. No model is called
 * and nothing is executed. A newer format is refused, an older one migrated first.
 */
import {
  GRAPH_JOURNAL_FORMAT,
  type GraphJournalRecord,
  graphJournalRecordSchema,
  type Usage,
} from "@tinyagi/contracts";
import { addUsage } from "../budget/usage.js";
import { compileSpawn } from "../compile/apply-spawn.js";
import { JournalError } from "../errors.js";
import type { IndexedGraph } from "../graph/graph.js";
import { fromJSON, indexed } from "../graph/json.js";
import type { SpawnLimits } from "../limits.js";
import type { RestoredNode } from "./state.js";

/** Turns records of one format into those of the next. */
export type JournalMigration = (records: readonly unknown[]) => unknown[];
/** By the format they start from. Format 1 is the first. */
const MIGRATIONS: Readonly<Record<number, JournalMigration>> = {};

export interface Replayed {
  graph: IndexedGraph;
  nodes: Map<string, RestoredNode>;
  generations: Map<string, number>;
  /** Nodes inserted by spawns of this run. */
  spawned: Set<string>;
  edited: Set<string>;
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
export function replayRecords(raw: readonly unknown[], migrations = MIGRATIONS): Replayed {
  const records = readRecords(migrate(raw, migrations));
  const first = records[0];
  if (first?.type !== "graph.opened")
    throw new JournalError("STORE_DAMAGED", "The journal does not start with a graph.");
  const state: Replayed = {
    graph: indexed(fromJSON(first.ir)),
    nodes: new Map(),
    generations: new Map(),
    spawned: new Set(),
    edited: new Set(first.edited ?? []),
    forkedFrom: first.forkedFrom,
    usage: {},
    closed: undefined,
    lastSeq: records.at(-1)?.seq ?? 0,
    records,
  };
  for (const id of state.graph.nodes.order()) addNode(state, id, 0);
  for (const record of records.slice(1)) apply(state, record);
  return state;
}

function migrate(
  raw: readonly unknown[],
  migrations: Readonly<Record<number, JournalMigration>>,
): readonly unknown[] {
  let records = raw;
  for (let format = formatOf(records); format !== GRAPH_JOURNAL_FORMAT; format = formatOf(records)) {
    if (format > GRAPH_JOURNAL_FORMAT) {
      const known = `this release reads up to ${GRAPH_JOURNAL_FORMAT}`;
      throw new JournalError(
        "STORE_TOO_NEW",
        `The journal has format ${format}, ${known}. Use the release that wrote it.`,
      );
    }
    const step = migrations[format];
    if (step === undefined)
      throw new JournalError("STORE_DAMAGED", `No way is known to read journal format ${format}.`);
    records = step(records);
    if (formatOf(records) <= format)
      throw new JournalError("STORE_DAMAGED", "A journal migration made no progress.");
  }
  return records;
}

function formatOf(records: readonly unknown[]): number {
  const first = records[0];
  const format = typeof first === "object" && first !== null && "format" in first ? first.format : undefined;
  if (typeof format === "number") return format;
  throw new JournalError("STORE_DAMAGED", "The journal does not say its format.");
}

function readRecords(raw: readonly unknown[]): GraphJournalRecord[] {
  return raw.map((value, i) => {
    const parsed = graphJournalRecordSchema.safeParse(value);
    if (parsed.success && parsed.data.seq === i + 1) return parsed.data;
    throw new JournalError("STORE_DAMAGED", `Record ${i + 1} of the journal is damaged.`);
  });
}

function addNode(state: Replayed, id: string, parentAttempt: number): void {
  const base = { reason: "", attempts: 0, output: undefined, error: undefined, usage: undefined };
  state.nodes.set(id, { state: "pending", ...base, parentAttempt });
  state.generations.set(id, state.graph.generation);
}

function apply(state: Replayed, record: GraphJournalRecord): void {
  state.closed = record.type === "graph.closed" ? record.status : undefined;
  if (record.type === "spawn.compiled") applySpawned(state, record);
  else if (record.type === "node.reopened") {
    for (const id of record.nodes) update(state, id, { state: "pending", reason: "", error: undefined });
    for (const id of record.nodes)
      if (record.attempt > 0) update(state, id, { parentAttempt: record.attempt });
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
  for (const id of compiled.diff.added) {
    addNode(state, id, record.attempt);
    state.spawned.add(id);
  }
}

function applyNode(state: Replayed, record: Extract<GraphJournalRecord, { node: string }>): void {
  const { node } = record;
  const attempts = "attempt" in record ? { attempts: record.attempt } : {};
  switch (record.type) {
    case "node.started":
      // Interrupted unless an end follows: the attempt is made again under the same number.
      update(state, node, { state: "pending", attempts: record.attempt - 1 });
      break;
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
      update(state, node, { state: "cancelled", ...attempts, reason: record.reason });
      break;
    case "node.skipped":
      update(state, node, { state: "skipped", reason: record.reason });
      break;
  }
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
