/**
 * What becomes of an open program when its run is ended from outside. Pure. A limit of time, silence or output ends the program
 * where it is measured, in the agent host, so it has no row here.
 */
import { STOP, type StopReason } from "@tinyagi/kernel";

/**
 * `turn`: the turn is interrupted, and the session goes on in the same program. `program`: it is ended, too, before the run is
 * over, so that nothing is left that could ask a model.
 */
export type AfterStop = "turn" | "program";

const AFTER: Readonly<Record<StopReason, AfterStop>> = {
  [STOP.cancel]: "turn",
  [STOP.steer]: "turn",
  [STOP.pause]: "turn",
  [STOP.yield]: "turn",
  [STOP.budget]: "program",
  [STOP.shutdown]: "program",
  [STOP.ended]: "turn",
};

/** @returns undefined if nobody ended the run */
export function afterStop({
  aborted,
  reason,
}: Pick<AbortSignal, "aborted" | "reason">): AfterStop | undefined {
  if (!aborted) return undefined;
  return isStopReason(reason) ? AFTER[reason] : "turn";
}

function isStopReason(reason: unknown): reason is StopReason {
  return typeof reason === "string" && Object.hasOwn(AFTER, reason);
}
