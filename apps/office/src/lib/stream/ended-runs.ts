/**
 * Runs that ended just now, as they were last seen. Their answers are read a moment later: until then, a page shows what
 * they wrote instead of nothing. Pure.
 */
import type { LiveRuns } from "@tinyagi/client";
import type { JournalEvent } from "@tinyagi/contracts";

/** More do not end between an event and the reading after it that a person would notice. */
const KEPT_MAX = 20;

/** @param before the live runs before the event @param after those after it */
export function endedAfter(
  ended: LiveRuns,
  { runId = "" }: Pick<JournalEvent, "runId">,
  { before, after }: { before: LiveRuns; after: LiveRuns },
): LiveRuns {
  const run = after.has(runId) ? undefined : before.get(runId);
  if (run === undefined) return ended;
  return new Map([...ended, [runId, run] as const].slice(-KEPT_MAX));
}
