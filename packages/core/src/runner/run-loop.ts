/** Claims messages and runs them: a dispatcher together with the runner it calls. */
import type { NewId } from "../base/ids.js";
import { createDispatcher, type Dispatcher } from "../dispatcher/dispatcher.js";
import type { RunnerOptions } from "./context.js";
import type { PreparedOutcome } from "./ports.js";
import { createRunner, type Runner } from "./runner.js";

export interface RunLoopOptions<P extends PreparedOutcome> extends RunnerOptions<P> {
  newId: NewId;
  /** Runs that may be live at the same time. */
  maxLive: () => number;
}

export interface RunLoop {
  runner: Runner;
  dispatcher: Dispatcher;
}

/** Nothing is claimed before `dispatcher.start()`. */
export function createRunLoop<P extends PreparedOutcome>(options: RunLoopOptions<P>): RunLoop {
  const runner = createRunner(options);
  const { store, queue, clock, newId, log, maxLive } = options;
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
  return { runner, dispatcher };
}
