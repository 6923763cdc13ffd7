/** Claims messages and runs them: a dispatcher together with the runner it calls. */
import type { NewId } from "@tinyagi/base";
import { createDispatcher, type Dispatcher } from "../dispatcher/dispatcher.js";
import { createRunWaits, type RunWaits } from "../dispatcher/run-waits.js";
import { createLiveRuns, type LiveRuns } from "../steering/live-runs.js";
import type { RunnerOptions } from "./context.js";
import type { PreparedOutcome } from "./ports.js";
import { createRunner, type Runner } from "./runner.js";

export interface RunLoopOptions<P extends PreparedOutcome> extends Omit<RunnerOptions<P>, "liveRuns"> {
  newId: NewId;
  /** Runs that may be live at the same time. */
  maxLive: () => number;
}

export interface RunLoop {
  runner: Runner;
  dispatcher: Dispatcher;
  waits: RunWaits;
  liveRuns: LiveRuns;
}

/** Nothing is claimed before `dispatcher.start()`. */
export function createRunLoop<P extends PreparedOutcome>(options: RunLoopOptions<P>): RunLoop {
  const { store, journal, queue, clock, newId, log, maxLive } = options;
  const waits = createRunWaits({ store, journal, newId, log, leave: (runId) => dispatcher.leave(runId) });
  const liveRuns = createLiveRuns();
  const runner = createRunner({ ...options, waits, liveRuns });
  const dispatcher = createDispatcher({
    store,
    queue,
    clock,
    newId,
    log,
    maxLive,
    onClaim: (claim) => runner.onClaim(claim),
    run: (slot) => runner.run(slot),
  });
  return { runner, dispatcher, waits, liveRuns };
}
