/**
 * Starts a new run from a past generation of another one, optionally with edited prompts. Work the edit cannot have
 * influenced is kept; everything else is open again.
 */
import type { GraphJournal, GraphJournalRecord } from "@tinyagi/contracts";
import { JournalError } from "../errors.js";
import { type GraphNode, type IndexedGraph, parentIdOf } from "../graph/graph.js";
import { specHash } from "../graph/hash.js";
import { fromJSON, indexed, toJSON } from "../graph/json.js";
import { agentSpecSchema } from "../plan/schema.js";
import { replayRecords } from "./replay.js";
import { DEFAULT_RUN_ID } from "./run-graph.js";

/** Which run {@link forkGraph} forks, from where, and with which changes. */
export interface ForkOptions {
  /** The run to fork; default `main`. */
  runId?: string;
  newRunId: string;
  /** Keep spawns up to this generation; default all. */
  generation?: number;
  /** New prompts by node id. */
  edits?: Readonly<Record<string, string>>;
}

/**
 * Writes the journal of the fork; start it with `resumeGraph(journal, { runId: newRunId, … })`.
 * @throws JournalError when the run is unknown, the new id is taken, or an edited node does not exist
 */
export async function forkGraph(journal: GraphJournal, o: ForkOptions): Promise<void> {
  const lock = await journal.lock(o.newRunId);
  try {
    if ((await journal.read(o.newRunId)).length > 0)
      throw new JournalError("CONFLICT", "The id of the fork is taken.");
    const source = await journal.read(o.runId ?? DEFAULT_RUN_ID);
    if (source.length === 0) throw new JournalError("NOT_FOUND", "The journal has no run of this id.");
    await journal.append(o.newRunId, forkRecords(source, o));
  } finally {
    await lock.release();
  }
}

function forkRecords(source: readonly GraphJournalRecord[], o: ForkOptions): GraphJournalRecord[] {
  const { records, graph, generations } = replayRecords(source);
  const edits = new Map(Object.entries(o.edits ?? {}));
  for (const id of edits.keys()) {
    if (!graph.nodes.has(id)) throw new JournalError("NOT_FOUND", "An edited node does not exist.");
  }
  const limit = o.generation ?? Infinity;
  const spawns = records.filter((r) => r.type === "spawn.compiled");
  const dropped = spawns.filter((r) => r.generation > limit || belowEdited(r.parent, edits));
  const gone = new Set<GraphJournalRecord>(dropped);
  const goneGenerations = new Set(dropped.map((r) => r.generation));
  const again = affectedNodes(graph, [...edits.keys(), ...dropped.map((r) => r.parent)]);
  const kept = records.filter((record) => {
    if (record.type === "graph.opened") return true;
    if (record.type === "spawn.compiled") return !gone.has(record);
    if (record.type !== "node.completed" && record.type !== "node.skipped" && record.type !== "node.failed")
      return false;
    return !again.has(record.node) && !goneGenerations.has(generations.get(record.node) ?? 0);
  });
  const generation = Math.min(limit, graph.generation);
  const forkedFrom = { graph: o.runId ?? DEFAULT_RUN_ID, generation };
  const named = kept.map((record) => (record.type === "graph.opened" ? { ...record, forkedFrom } : record));
  return renumber(named.map((record) => edit(record, edits)));
}

/** Sequence numbers and generations without the gaps that dropped records left: readers compare generations. */
function renumber(records: readonly GraphJournalRecord[]): GraphJournalRecord[] {
  let generation: number | undefined;
  return records.map((record, i) => {
    if (record.type === "graph.opened") generation = fromJSON(record.ir).generation;
    if (record.type !== "spawn.compiled" || generation === undefined) return { ...record, seq: i + 1 };
    return { ...record, seq: i + 1, generation: ++generation };
  });
}

function belowEdited(parent: string, edits: ReadonlyMap<string, string>): boolean {
  for (let id: string | null = parent; id !== null; id = parentIdOf(id)) if (edits.has(id)) return true;
  return false;
}

/** The seeds, what depends on them, and their ancestors with what depends on those. */
function affectedNodes(graph: IndexedGraph, seeds: readonly string[]): Set<string> {
  const out = new Set<string>();
  const stack = [...seeds];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (out.has(id)) continue;
    out.add(id);
    stack.push(...(graph.nodes.get(id)?.dependents ?? []));
    const parent = parentIdOf(id);
    if (parent !== null) stack.push(parent);
  }
  return out;
}

function edit(record: GraphJournalRecord, edits: ReadonlyMap<string, string>): GraphJournalRecord {
  if (edits.size === 0) return record;
  if (record.type === "graph.opened") {
    const graph = indexed(fromJSON(record.ir));
    const changed: [string, GraphNode][] = [];
    for (const [id, prompt] of edits) {
      const node = graph.nodes.get(id);
      if (node === undefined) continue;
      const spec = { ...node.spec, prompt };
      changed.push([id, { ...node, spec, specHash: specHash(spec) }]);
    }
    const ir = toJSON({ ...graph, nodes: graph.nodes.with(changed) });
    return { ...record, ir, edited: [...edits.keys()] };
  }
  if (record.type !== "spawn.compiled") return record;
  const specs = record.specs.map((value) => {
    const spec = agentSpecSchema.parse(value);
    const prompt = edits.get(`${record.parent}/${spec.id}`);
    return prompt === undefined ? spec : { ...spec, prompt };
  });
  return { ...record, specs };
}
