import type { TreeRun } from "./run-tree.js";

/** Where a run stands in its tree. */
export type RunPlace = Pick<TreeRun, "runId" | "parentRunId"> & { readonly rootRunId: string };

/**
 * The runs that go on because something below them does.
 *
 * @param live - the runs that work
 * @param known - others, as far as they are known: a run that has ended may stand between two
 */
export function runsAbove(live: readonly RunPlace[], known: readonly RunPlace[]): ReadonlySet<string> {
  const parentOf = new Map([...known, ...live].map(({ runId, parentRunId }) => [runId, parentRunId]));
  const above = new Set<string>();
  for (const { parentRunId } of live) {
    let id = parentRunId;
    // What is above a run that was met was met with it.
    while (id !== null && !above.has(id)) {
      above.add(id);
      id = parentOf.get(id) ?? null;
    }
  }
  for (const { runId, rootRunId } of live) if (rootRunId !== runId) above.add(rootRunId);
  return above;
}
