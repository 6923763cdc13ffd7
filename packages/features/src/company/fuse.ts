/**
 * Reciprocal rank fusion: merges ranked lists whose scores cannot be compared (Cormack, Clarke and Büttcher, SIGIR 2009). An
 * entry gets 1 / (60 + rank) of each list that contains it. Pure.
 */
import type { RecallHit } from "@tinyagi/contracts";

/** The constant of the paper: it keeps the first place of one list from outweighing two good places. */
const SMOOTHING = 60;

export interface RankedList {
  by: RecallHit["by"][number];
  hits: readonly Omit<RecallHit, "by">[];
}

export function fuse(lists: readonly RankedList[]): RecallHit[] {
  const merged = new Map<string, { hit: RecallHit; score: number }>();
  for (const { by, hits } of lists)
    for (const [rank, hit] of hits.entries()) {
      const key = `${hit.source}\0${hit.ref}`;
      const known = merged.get(key);
      const score = (known?.score ?? 0) + 1 / (SMOOTHING + rank + 1);
      const found = known === undefined ? { ...hit, by: [by] } : withWay(known.hit, hit, by);
      merged.set(key, { hit: found, score });
    }
  return [...merged.values()].sort((a, b) => b.score - a.score).map(({ hit }) => hit);
}

function withWay(known: RecallHit, other: Omit<RecallHit, "by">, by: RankedList["by"]): RecallHit {
  return {
    ...known,
    covers: Math.max(known.covers, other.covers),
    by: known.by.includes(by) ? known.by : [...known.by, by],
  };
}
