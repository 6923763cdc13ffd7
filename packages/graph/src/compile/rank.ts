/** Ranks and parallel groups of a batch. Existing nodes keep theirs: they never gain a dependency. */
import type { Batch, Draft } from "./batch.js";

/** Longest chain of starts before a node: above its parent and above every dependency. */
export function rankBatch(batch: Batch): number {
  const floor = batch.parent === null ? 0 : batch.parent.rank + 1;
  let changed = 0;
  for (const draft of batch.order) {
    const rank = getRank(batch, draft, floor);
    if (rank !== draft.rank) changed++;
    draft.rank = rank;
  }
  return changed;
}

function getRank(batch: Batch, draft: Draft, floor: number): number {
  let rank = floor;
  for (const dep of draft.deps) {
    const below = batch.byId.get(dep)?.rank ?? batch.base.nodes.get(dep)?.rank ?? 0;
    if (below >= rank) rank = below + 1;
  }
  return rank;
}

/**
 * Seconds (estimates; one second where there is none) on the longest way from each node to the end of its batch.
 * What lies on the critical path is started first.
 */
export function criticalSeconds(
  nodes: readonly {
    id: string;
    deps: readonly string[];
    spec: { estimate?: { seconds?: number | undefined } | undefined };
  }[],
): Map<string, number> {
  const longest = new Map<string, number>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node === undefined) continue;
    const total = (longest.get(node.id) ?? 0) + (node.spec.estimate?.seconds ?? 1);
    longest.set(node.id, total);
    for (const dep of node.deps) if ((longest.get(dep) ?? 0) < total) longest.set(dep, total);
  }
  return longest;
}
