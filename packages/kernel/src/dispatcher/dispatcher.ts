/**
 * Gives due messages to the runner: one at a time per lane, at most `maxLive` in all. A message is claimed in the
 * transaction that accepts it when its lane is idle, or in the one that ends the run before it. Otherwise signals wake the
 * dispatcher, and it claims in a write of its own. It reads the store only when something is due. A lane stays busy until
 * its run has really ended, even a cancelled one. A failure of the store does not stop it: the poll finds what it missed.
 */

import { AppError } from "@tinyagi/contracts";
import { createCarefulStart } from "./careful-start.js";
import { adopt, claimOffered, pump, wake } from "./claim-lanes.js";
import type { DispatchParts } from "./dispatch-parts.js";
import type { Absence, Dispatcher, DispatcherOptions } from "./dispatcher-contract.js";
import { abortAll, endWaiting, stop } from "./drain.js";
import { createQueueWatch } from "./queue-watch.js";
import { createReturns } from "./returns.js";
import { createSlots } from "./slots.js";

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, clock } = options;
  const parts = toParts(options);
  const { busy, watch } = parts;
  watch.onFound((lanes) => {
    for (const lane of lanes) parts.ready.add(lane);
    pump(parts);
  });
  return {
    start(suspects = []) {
      parts.stopped = false;
      parts.hurried = false;
      parts.careful = createCarefulStart(clock, suspects, () => pump(parts));
      watch.start();
    },
    adopt: (claim) => adopt(parts, claim),
    wake: (lane) => wake(parts, lane),
    look: () => pump(parts),
    offer(lane) {
      store.beforeCommit(() => claimOffered(parts, lane));
      store.afterCommit(() => wake(parts, lane));
    },
    abort(messageRowId, reason) {
      const slot = busy.find(messageRowId);
      slot?.abort.abort(reason);
      return slot !== undefined;
    },
    leave: (runId) => leave(parts, runId),
    live: () => busy.claimed,
    isLive: (messageRowId) => busy.find(messageRowId) !== undefined,
    stop: (graceMs) => stop(parts, graceMs),
    hurry() {
      parts.hurried = true;
      if (parts.stopped) abortAll(parts);
    },
    [Symbol.asyncDispose]: () => stop(parts, 0),
  };
}

function toParts(options: DispatcherOptions): DispatchParts {
  const busy = createSlots();
  return {
    ...options,
    ready: new Set(),
    busy,
    returns: createReturns(busy, () => Math.max(1, options.maxLive())),
    watch: createQueueWatch(options),
    careful: createCarefulStart(options.clock, [], () => {}),
    claiming: false,
    stopped: true,
    hurried: false,
    drainWaiters: [],
  };
}

/** As `Dispatcher.leave`. */
function leave(parts: DispatchParts, runId: string): Absence {
  const { busy, returns } = parts;
  const slot = busy.ofRun(runId);
  if (slot?.claim === undefined || slot.abort.signal.aborted)
    throw new AppError("STALE_RUN", "This run has ended, so it can wait for nothing.");
  busy.setAway(slot, true);
  pump(parts);
  endWaiting(parts);
  return { claim: slot.claim, signal: slot.abort.signal, back: () => returns.back(slot) };
}
