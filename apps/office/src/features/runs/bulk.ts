/** What is done to many runs: which of them an act fits, and what became of it. Pure but for `act`. */
import type { WorkState } from "@tinyagi/contracts";
import { isOpenWork } from "@tinyagi/views";
import type { Run } from "../../lib/queries";

export type BulkAct = "retry" | "cancel";

/** Those that work can be cancelled, and those that have ended can run again. A message is retried as a whole. */
export function fitting(
  runs: readonly Run[],
  stateOf: (run: Run) => WorkState,
): Readonly<Record<BulkAct, readonly Run[]>> {
  const isOpen = (run: Run): boolean => isOpenWork(stateOf(run));
  return {
    cancel: runs.filter(isOpen),
    retry: runs.filter((run) => !isOpen(run) && run.node === undefined),
  };
}

export interface BulkResult {
  done: number;
  /** Why the others were refused, each reason once, with how often. */
  refusals: ReadonlyMap<string, number>;
  /** Ids of the refused ones. */
  refused: ReadonlySet<string>;
}

/** One after the other, so that they run in the order of the list. A refusal stops none of the others. */
export async function actOnAll(
  runs: readonly Run[],
  act: (run: Run) => Promise<unknown>,
  { toReason, onStep }: { toReason: (error: unknown) => string; onStep: (done: number) => void },
): Promise<BulkResult> {
  const refusals = new Map<string, number>();
  const refused = new Set<string>();
  let done = 0;
  for (const run of runs) {
    try {
      await act(run);
      done += 1;
    } catch (error) {
      const reason = toReason(error);
      refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
      refused.add(run.runId);
    }
    onStep(done);
  }
  return { done, refusals, refused };
}
