/**
 * A graph step by step, from its checkpoints alone: nothing is run and no model is called. A page costs one reading of the
 * checkpoints before it, and answers at most `limit` steps and the states before them.
 */
import {
  type GraphNodeState,
  type NodeWhy,
  type ReplayStep,
  type RunReplay,
  redactSecrets,
} from "@tinyagi/contracts";
import { type GraphJournalRecord, replayGraph } from "@tinyagi/graph";
import { createSqliteJournal, type Store } from "@tinyagi/kernel";
import { endingOf } from "./node-events.js";
import { graphOfMessage } from "./read-graph.js";

export interface ReplayQuery {
  /** Row of the run's message. */
  messageRowId: number;
  /** Steps after this one. */
  after: number;
  limit: number;
  /** Takes credentials out of a text. */
  redact: (text: string) => string;
}

/** @throws AppError `NOT_FOUND` when the run has no graph */
export async function readRunReplay(store: Store, query: ReplayQuery): Promise<RunReplay> {
  const row = graphOfMessage(store, query.messageRowId);
  const journal = createSqliteJournal({ store, newOwner: () => "" });
  const records = await journal.read(row.id);
  const { graph, generations, forkedFrom } = await replayGraph(
    { ...journal, read: () => records },
    { runId: row.id },
  );
  const added = new Map(
    generations.map((diff): [number, readonly string[]] => [diff.toGeneration, diff.added]),
  );
  const later = new Set(generations.flatMap((diff) => diff.added));
  const first = [...graph.nodes.keys()].filter((id) => !later.has(id));
  const joins = (record: GraphJournalRecord): readonly string[] => {
    if (record.type === "graph.opened") return first;
    return record.type === "spawn.compiled" ? (added.get(record.generation) ?? []) : [];
  };
  const states = new Map<string, GraphNodeState>();
  const steps: ReplayStep[] = [];
  let before: RunReplay["before"] = { generation: null, states: {} };
  let generation: number | null = null;
  for (const record of records) {
    if (record.seq > query.after + query.limit) break;
    if (record.seq === query.after + 1) before = { generation, states: Object.fromEntries(states) };
    if (record.type === "graph.opened") generation = graph.generation - generations.length;
    if (record.type === "spawn.compiled") generation = record.generation;
    const changed = listChanges(record, joins(record));
    for (const [id, state] of changed) states.set(id, state);
    if (record.seq > query.after)
      steps.push(
        toStep(record, { generation: generation ?? 0, added: joins(record), changed, redact: query.redact }),
      );
  }
  if (steps.length === 0) before = { generation, states: Object.fromEntries(states) };
  const last = steps.at(-1)?.seq ?? records.length;
  return {
    graphId: row.id,
    status: row.status,
    forkedFrom:
      forkedFrom === undefined ? null : { graphId: forkedFrom.graph, generation: forkedFrom.generation },
    total: records.length,
    before,
    steps,
    next: last < records.length ? last : null,
  };
}

type Changes = readonly (readonly [string, GraphNodeState])[];

/** The states that a record sets. */
function listChanges(record: GraphJournalRecord, added: readonly string[]): Changes {
  switch (record.type) {
    case "graph.opened":
    case "spawn.compiled":
      return added.map((id) => [id, "pending"] as const);
    case "node.reopened":
      return record.nodes.map((id) => [id, "pending"] as const);
    case "node.started":
      return [[record.node, "running"]];
    case "node.retried":
      return [[record.node, "pending"]];
    case "node.completed":
      return [[record.node, "completed"]];
    case "node.failed":
      return [[record.node, "failed"]];
    case "node.cancelled":
      return [[record.node, "cancelled"]];
    case "node.skipped":
      return [[record.node, "skipped"]];
    default:
      return [];
  }
}

function toStep(
  record: GraphJournalRecord,
  after: { generation: number; added: readonly string[]; changed: Changes; redact: ReplayQuery["redact"] },
): ReplayStep {
  const { generation, added, changed, redact } = after;
  const { reason, why } = toEnding(record);
  return {
    seq: record.seq,
    at: record.at ?? ("time" in record ? record.time : null),
    type: record.type,
    node: "node" in record ? record.node : record.type === "spawn.compiled" ? record.parent : null,
    generation,
    added: [...added],
    states: Object.fromEntries(changed),
    reason: reason === null ? null : String(redactSecrets(reason, redact)),
    ...(why && { why: "said" in why ? { ...why, said: String(redactSecrets(why.said, redact)) } : why }),
  };
}

function toEnding(record: GraphJournalRecord): { reason: string | null; why?: NodeWhy | undefined } {
  if (record.type === "graph.closed") return { reason: record.status };
  if (record.type === "node.failed" || record.type === "node.retried")
    return { reason: record.error.message, why: record.error.why };
  if (record.type === "node.cancelled" || record.type === "node.skipped") return endingOf(record);
  return { reason: null };
}
