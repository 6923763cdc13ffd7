/** The fact of a run that ended without an answer, and its English. */
import type { RunWhy } from "@tinyagi/contracts";
import { STOP } from "../dispatcher/stop-reason.js";

type Stopped = RunWhy["code"];

/** Of a run that lost its message before it ended. */
export const STALE_REASON = "the message was no longer this run's";

/** The English beside each fact, as earlier releases stored it. */
const REASONS: Readonly<Record<Stopped, string>> = {
  "run.cancelled": STOP.cancel,
  "run.steered": STOP.steer,
  "run.paused": STOP.pause,
  "run.yielded": STOP.yield,
  "run.shutdown": STOP.shutdown,
  "run.ended": STOP.ended,
  "run.host_died": "the agent host stopped unexpectedly",
  "run.daemon_died": "the daemon stopped unexpectedly",
  "run.stale": STALE_REASON,
};
/** By the reason of a signal. A budget has facts of its own. */
const BY_SIGNAL = new Map(Object.entries(REASONS).map(([code, reason]) => [reason, code as Stopped]));

/** Why a signal ended a run. */
export function whyStopped(reason: string): Stopped | undefined {
  return BY_SIGNAL.get(reason);
}

/** What the event of its end says. */
export function stopData(code: Stopped): { reason: string; why: RunWhy } {
  return { reason: REASONS[code], why: { code } };
}

/** What its row keeps. */
export function stopColumns(code: Stopped): { error: string; why: Stopped } {
  return { error: REASONS[code], why: code };
}
