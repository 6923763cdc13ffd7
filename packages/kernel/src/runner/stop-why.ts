/** The fact of a run that ended without an answer: what its row keeps is one of a few constants. */
import type { RunWhy } from "@tinyagi/contracts";
import { STOP } from "../dispatcher/stop-reason.js";
import { CRASH_REASON } from "../queue/interrupted.js";

/** Recorded for a run that ended because the process that runs agents died. */
export const HOST_REASON = "the agent host stopped unexpectedly";
/** Recorded for a run that lost its message before it ended. */
export const STALE_REASON = "the message was no longer this run's";

/** A budget has facts of its own. */
const CODES: ReadonlyMap<string, RunWhy["code"]> = new Map([
  [STOP.cancel, "run.cancelled"],
  [STOP.steer, "run.steered"],
  [STOP.pause, "run.paused"],
  [STOP.yield, "run.yielded"],
  [STOP.shutdown, "run.shutdown"],
  [STOP.ended, "run.ended"],
  [HOST_REASON, "run.host_died"],
  [CRASH_REASON, "run.daemon_died"],
  [STALE_REASON, "run.stale"],
]);

/** Both for the event of its end. */
export function stopData(reason: string): { reason: string; why?: RunWhy } {
  const code = CODES.get(reason);
  return code === undefined ? { reason } : { reason, why: { code } };
}
