/** Differences between two generations, by node and field. */
import type { Graph, GraphDiff, GraphNode } from "./graph.js";

const SCALARS = ["kind", "rank", "group", "depth", "effects", "specHash", "status"] as const;
const LISTS = ["deps", "dependents", "claims"] as const;

/** What it takes to get from `a` to `b`. Linear in the number of nodes; unchanged nodes cost one comparison. */
export function diffGraphs(a: Graph, b: Graph): GraphDiff {
  const added: string[] = [];
  const removed: string[] = [];
  const changed: { id: string; fields: string[] }[] = [];
  for (const [id, node] of b.nodes) {
    const before = a.nodes.get(id);
    if (before === undefined) added.push(id);
    else if (before !== node) {
      const fields = changedFields(before, node);
      if (fields.length > 0) changed.push({ id, fields });
    }
  }
  for (const id of a.nodes.keys()) if (!b.nodes.has(id)) removed.push(id);
  return { fromGeneration: a.generation, toGeneration: b.generation, added, removed, changed };
}

function changedFields(a: GraphNode, b: GraphNode): string[] {
  const fields: string[] = SCALARS.filter((field) => a[field] !== b[field]);
  for (const field of LISTS) if (!sameList(a[field], b[field])) fields.push(field);
  return fields;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
