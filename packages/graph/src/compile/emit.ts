/** The last pass: drafts become nodes, and existing nodes learn of new dependents. Everything else is shared. */

import type { GraphDiff, GraphNode, IndexedGraph } from "../graph/graph.js";
import { specHash } from "../graph/hash.js";
import type { Batch, Draft } from "./batch.js";

export interface Emitted {
  graph: IndexedGraph;
  diff: GraphDiff;
}

export function emit(batch: Batch): Emitted {
  const { base, parent } = batch;
  const living = batch.drafts.filter((draft) => !draft.gone);
  const dependents = collectDependents(living);
  const entries: [string, GraphNode][] = [];
  const changed: { id: string; fields: string[] }[] = [];
  for (const [id, added] of dependents) {
    const node = base.nodes.get(id);
    if (node === undefined) continue;
    entries.push([id, { ...node, dependents: [...node.dependents, ...added] }]);
    changed.push({ id, fields: ["dependents"] });
  }
  let claimIndex = base.claimIndex;
  for (const draft of living) {
    const node = toNode(draft, batch, dependents);
    entries.push([draft.id, node]);
    if (node.effects === "write") claimIndex = claimIndex.with(node.id, node.claims);
  }
  const added = living.map((draft) => draft.id);
  const generation = base.generation + 1;
  const older = parent === null ? null : (base.children.get(parent.id) ?? null);
  const graph: IndexedGraph = {
    ...base,
    generation,
    nodes: base.nodes.with(entries),
    claimIndex,
    children:
      parent === null || added.length === 0
        ? base.children
        : base.children.with([[parent.id, { ids: added, older, line: batch.line }]]),
    pruned: batch.pruned.length === 0 ? base.pruned : [...base.pruned, ...batch.pruned],
    merged: batch.merged.length === 0 ? base.merged : [...base.merged, ...batch.merged],
  };
  const diff = { fromGeneration: base.generation, toGeneration: generation, added, removed: [], changed };
  return { graph, diff };
}

const NONE: readonly string[] = [];

function toNode(draft: Draft, batch: Batch, dependents: ReadonlyMap<string, string[]>): GraphNode {
  return {
    id: draft.id,
    kind: "agent",
    spec: draft.spec,
    deps: draft.deps.length === 0 ? NONE : draft.deps,
    dependents: dependents.get(draft.id) ?? NONE,
    rank: draft.rank,
    group: `${batch.parent?.id ?? ""}#${draft.rank}`,
    depth: batch.parent === null ? 0 : batch.parent.depth + 1,
    effects: draft.spec.effects,
    claims: draft.claims.length === 0 ? NONE : draft.claims,
    specHash: specHash(draft.spec),
    status: "pending",
  };
}

/** New dependents by dependency, in plan order. */
function collectDependents(living: readonly Draft[]): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const draft of living) {
    for (const dep of draft.deps) {
      const list = out.get(dep);
      if (list === undefined) out.set(dep, [draft.id]);
      else list.push(draft.id);
    }
  }
  return out;
}
