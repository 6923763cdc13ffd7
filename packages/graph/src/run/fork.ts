/**
 * Starts a new run from a past generation of another one, optionally with edited prompts. Work the edit cannot have
 * influenced is kept; everything else is open again.
 */
import { childNode, type GraphJournal, type GraphJournalRecord } from "@tinyagi/contracts";
import { JournalError } from "../errors.js";
import type { GraphNode } from "../graph/graph.js";
import { specHash } from "../graph/hash.js";
import { fromJSON, indexed, toJSON } from "../graph/json.js";
import { agentSpecSchema } from "../plan/schema.js";
import { cutRecords } from "./fork-cut.js";
import { replayRecords } from "./replay.js";
import { DEFAULT_RUN_ID } from "./run-graph.js";

/** Which run {@link forkGraph} forks, from where, and with which changes. */
export interface ForkOptions {
  /** The run to fork; default `main`. */
  runId?: string;
  newRunId: string;
  /** Keep spawns up to this generation; default all. */
  generation?: number;
  /** New prompts by node id. What such a node had spawned is dropped. */
  edits?: Readonly<Record<string, string>>;
  /**
   * Ids of nodes that run again as they are, with everything that did not complete below them. What completed below them
   * is kept.
   */
  again?: readonly string[];
  /**
   * Also drop what a parent spawned after a child that runs again had ended. Default false: the parent asks again, and
   * what it asks for in the same words is kept. Set it when parents cannot be asked for the same spawns again.
   */
  dropLaterSpawns?: boolean;
}

/**
 * Writes the journal of the fork; start it with `resumeGraph(journal, { runId: newRunId, … })`.
 * @throws JournalError when the run is unknown, the new id is taken, or a named node does not exist
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
  const state = replayRecords(source);
  const edits = new Map(Object.entries(o.edits ?? {}));
  const again = o.again ?? [];
  for (const id of [...edits.keys(), ...again]) {
    if (!state.graph.nodes.has(id))
      throw new JournalError("NOT_FOUND", "The fork names a node that does not exist.");
  }
  const limit = o.generation ?? Infinity;
  const kept = cutRecords(state, {
    edited: [...edits.keys()],
    again,
    generation: limit,
    dropLaterSpawns: o.dropLaterSpawns === true,
  });
  const forkedFrom = {
    graph: o.runId ?? DEFAULT_RUN_ID,
    generation: Math.min(limit, state.graph.generation),
  };
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
    const prompt = edits.get(childNode(record.parent, spec.id));
    return prompt === undefined ? spec : { ...spec, prompt };
  });
  return { ...record, specs };
}
