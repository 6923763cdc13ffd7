/** A long list of runs whose newest part is read again at events, while older pages stay as they were read. Pure. */
import type { Run } from "../../lib/queries";

/** Newest first; of a run that is in both, the newer reading counts. */
export function mergeRuns(pages: readonly (readonly Run[])[], newest: readonly Run[]): Run[] {
  const byId = new Map<string, Run>();
  for (const run of [...pages.flat(), ...newest]) byId.set(run.runId, run);
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt || (a.runId < b.runId ? 1 : -1));
}

/** Whether runs between the newest ones and the older pages were never read. */
export function hasGap(pages: readonly (readonly Run[])[], newest: readonly Run[]): boolean {
  const known = new Set(pages[0]?.map(({ runId }) => runId));
  return known.size > 0 && newest.length > 0 && !newest.some(({ runId }) => known.has(runId));
}
