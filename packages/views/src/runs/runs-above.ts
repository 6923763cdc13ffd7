import type { LaneMessage, RunState } from "@tinyagi/contracts";
import type { TreeRun } from "./run-tree.js";

/** Where a run stands in its tree. */
export type RunPosition = Pick<TreeRun, "runId" | "parentRunId"> & {
  readonly rootRunId: string;
  readonly messageRowId?: number;
  readonly status?: RunState;
};

/**
 * The runs that go on because something below them does.
 *
 * @param live - the runs that work
 * @param known - others, as far as they are known: a run that has ended may stand between two
 * @param open - open messages: one that waits for sub-agents goes on while none of them works
 */
export function runsAbove(
  live: readonly RunPosition[],
  known: readonly RunPosition[],
  open: readonly Pick<LaneMessage, "id" | "waitsFor">[] = [],
): ReadonlySet<string> {
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
  const planning = new Set(open.flatMap(({ id, waitsFor }) => (waitsFor === "sub_agents" ? [id] : [])));
  for (const { runId, messageRowId, status } of known)
    if (status === "completed" && messageRowId !== undefined && planning.has(messageRowId)) above.add(runId);
  for (const { runId, rootRunId } of live) if (rootRunId !== runId) above.add(rootRunId);
  return above;
}
