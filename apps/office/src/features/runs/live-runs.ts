/** The runs that work now: what the list, its filters and its sentence count. The sidebar counts the same. Pure. */
import type { Run } from "../../lib/queries";
import { isPart, type Need } from "../needs/needs";
import type { RunFilter } from "./list-queries";

/**
 * Of the live runs those that a filter asks for. Whole tasks: a sub-agent is left out only while the run above it is in
 * the list, so that nothing that works is hidden below a run that was interrupted.
 */
export function liveRows(
  live: readonly Run[],
  { status, all }: Pick<RunFilter, "status" | "all">,
  waiting: ReadonlySet<string>,
): Run[] {
  const wanted = live.filter(({ runId }) => waiting.has(runId) === (status === "waiting"));
  const shown = new Set(wanted.map(({ runId }) => runId));
  const isBelow = ({ runId, rootRunId }: Run): boolean => runId !== rootRunId && shown.has(rootRunId);
  return all ? wanted : wanted.filter((run) => !isBelow(run));
}

export interface LiveCounts {
  all: number;
  subAgents: number;
  waiting: number;
}

export function liveCounts(live: readonly Run[], waiting: ReadonlySet<string>): LiveCounts {
  return {
    all: live.length,
    subAgents: live.filter(isPart).length,
    waiting: live.filter(({ runId }) => waiting.has(runId)).length,
  };
}

/** The runs for which an approval is open. A message that a budget refused has none yet. */
export function waitingIn(needs: readonly Need[]): ReadonlySet<string> {
  return new Set(
    needs.flatMap((need) =>
      need.kind === "approval" && need.approval.runId !== "" ? [need.approval.runId] : [],
    ),
  );
}
