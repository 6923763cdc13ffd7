/** Claims messages and runs them: a dispatcher together with the runner it calls. */
import type { NewId } from "@tinyagi/base";
import { createDispatcher } from "../dispatcher/dispatcher.js";
import type { Dispatcher } from "../dispatcher/dispatcher-contract.js";
import type { LanePort } from "../dispatcher/lanes.js";
import { createRunWaits, type RunWaits } from "../dispatcher/run-waits.js";
import type { RunnerOptions } from "./context.js";
import { laneStarts } from "./lane-starts.js";
import type { PreparedOutcome } from "./ports.js";
import { createRunner, type Runner } from "./runner.js";

export interface RunLoopOptions<P extends PreparedOutcome> extends RunnerOptions<P> {
  newId: NewId;
  /** Connected to the dispatcher. */
  lanes: LanePort;
  /** Runs that may be live at the same time. */
  maxLive: () => number;
  /** As the dispatcher's, by agent. Default: every agent may start. */
  mayStart?: ((agentId: string) => boolean) | undefined;
  /** Whether an agent could be one that may not start: while none is, no lane is looked up. Default: yes. */
  mayWait?: (() => boolean) | undefined;
}

export interface RunLoop {
  runner: Runner;
  dispatcher: Dispatcher;
  waits: RunWaits;
}

/** Nothing is claimed before `dispatcher.start()`. */
export function createRunLoop<P extends PreparedOutcome>(options: RunLoopOptions<P>): RunLoop {
  const { store, journal, queue, clock, newId, log, maxLive, lanes } = options;
  const waits = createRunWaits({ store, journal, newId, log, leave: lanes.leave });
  const runner = createRunner({ ...options, waits });
  const dispatcher = createDispatcher({
    store,
    queue,
    clock,
    newId,
    log,
    maxLive,
    mayStart: laneStarts({ ...options, agentOfLane: store.messages.agentOfLane }),
    onClaim: (claim) => runner.onClaim(claim),
    run: (slot) => runner.run(slot),
  });
  lanes.connect(dispatcher);
  return { runner, dispatcher, waits };
}
