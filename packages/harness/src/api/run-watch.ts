/**
 * The time limits of a run on a model API: its working time and its silence. The same rules as for an agent process:
 * while the run waits inside a tool call, for a person or another agent, neither of them counts.
 */

import { watchIdle } from "@tinyagi/agents";
import {
  AWAKE_STEP_MS,
  asleepIn,
  type HarnessContext,
  HarnessError,
  type HarnessLimits,
} from "@tinyagi/contracts";
import { duration } from "@tinyagi/views";

export interface RunWatch extends Disposable {
  /** Aborts when the run is stopped, and at a limit. */
  readonly signal: AbortSignal;
  /** A sign of life. */
  readonly touch: () => void;
  /** The limit that ended the run, else `error`. */
  readonly explain: (error: unknown) => unknown;
}

export function watchRun(
  { signal: outer, waiting }: Pick<HarnessContext, "signal" | "waiting">,
  { timeoutMs, idleTimeoutMs }: Pick<HarnessLimits, "timeoutMs" | "idleTimeoutMs">,
): RunWatch {
  const late = failure(`did not finish within ${duration(timeoutMs)}`);
  const overtime = new AbortController();
  const work = createWorkTimer(timeoutMs, () => overtime.abort(late));
  const silence = watchIdle(
    AbortSignal.any([outer, overtime.signal]),
    idleTimeoutMs,
    failure(`produced no output for ${duration(idleTimeoutMs)}`),
  );
  const unwatch = waiting?.watch((waits) => {
    silence.setWaiting(waits);
    work.setWaiting(waits);
  });
  return {
    signal: silence.signal,
    touch: silence.touch,
    explain: (error) => (silence.signal.reason === late ? late : silence.explain(error)),
    [Symbol.dispose]() {
      unwatch?.();
      silence.release();
      work.stop();
    },
  };
}

/** Calls `onEnd` after `limitMs` without the time in which the run waits or the machine sleeps. */
function createWorkTimer(limitMs: number, onEnd: () => void) {
  let worked = 0;
  let step: { since: number; plannedMs: number; timer: NodeJS.Timeout } | undefined;
  const stop = () => {
    if (step === undefined) return;
    clearTimeout(step.timer);
    const tookMs = performance.now() - step.since;
    worked += tookMs - asleepIn(step.plannedMs, tookMs);
    step = undefined;
  };
  const start = () => {
    stop();
    if (worked >= limitMs) return onEnd();
    const plannedMs = Math.min(limitMs - worked, AWAKE_STEP_MS);
    step = { since: performance.now(), plannedMs, timer: setTimeout(start, Math.ceil(plannedMs)) };
  };
  start();
  return { stop, setWaiting: (waits: boolean) => (waits ? stop() : start()) };
}

function failure(what: string): HarnessError {
  return new HarnessError("transient", `the agent ${what} and was stopped`);
}
