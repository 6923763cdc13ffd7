/**
 * The daemon's side over a real engine: carries out what the pure hub decides. The state is stored before anything is
 * sent. Nothing of a worker is trusted: what cannot be read ends its session, and one that sends faster than the daemon
 * reads is cut off.
 */
import { abortRun, giveUp, isSilent, placeRun, type Refusal, settleRuns, whyNotPlaced } from "../hub.js";
import { type HubState, sendDown } from "../hub-state.js";
import type { Answer, NewRun, Op } from "../messages.js";
import { createHubCore } from "./hub-core.js";
import type { WorkerHubOptions } from "./hub-options.js";
import { listenToWorker } from "./hub-reader.js";

export interface WorkerHub extends AsyncDisposable {
  state(): HubState;
  whyNotPlaced(lane: string): Refusal | null;
  /** Only after `whyNotPlaced` found nothing, without a pause between. @throws RangeError when it is too long to send */
  place(run: NewRun): void;
  abort(key: string, reason: string): void;
  /** What followed from the ends of these runs is stored. */
  settle(keys: readonly string[]): void;
  /** Nothing is sent without a session, or again in the next one. @throws RangeError when it is too long to send */
  send(message: Answer | Op): void;
  /** Whether the worker is not heard. `onChange` is called when that begins. */
  isSilent(): boolean;
  /** Whether the worker gets no new runs. */
  drain(draining: boolean): void;
  /** Of the worker's slots at most so many are used from now on. */
  allow(slots: number): void;
  /** @returns false while the worker may still run something */
  giveUp(): boolean;
}

export function createWorkerHub(options: WorkerHubOptions): WorkerHub {
  const { now, onChange } = options;
  const core = createHubCore(options);
  const reader = listenToWorker(options, core);
  const silent = () => isSilent(core.state(), now());
  let wasSilent = true;
  const watch = setInterval(() => {
    const began = silent() && !wasSilent;
    wasSilent = silent();
    if (began) onChange();
  }, options.limits.beatMs);
  return {
    state: core.state,
    isSilent: silent,
    whyNotPlaced: (lane) => whyNotPlaced(core.state(), lane, now()),
    place: (run) => void core.apply(placeRun(core.state(), run)),
    abort: (key, reason) => void core.apply(abortRun(core.state(), key, reason)),
    settle: (keys) => void core.apply(settleRuns(core.state(), keys)),
    send: (message) => void core.apply(sendDown(core.state(), [message])),
    drain(draining) {
      core.apply({ state: { ...core.state(), draining }, effects: [] });
      onChange();
    },
    allow(slots) {
      const state = core.state();
      core.apply({ state: { ...state, limits: { ...state.limits, slots } }, effects: [] });
      onChange();
    },
    giveUp() {
      const step = giveUp(core.state(), now());
      return step !== null && core.apply(step);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(watch);
      reader.close();
      await core.close();
    },
  };
}
