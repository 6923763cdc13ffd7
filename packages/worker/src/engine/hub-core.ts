/** The state of a hub, and what each step of it does: stored, sent, told. */
import { breakHub, confirmBeat } from "../hub.js";
import { createHub, type HubState, type HubStep, placedRuns } from "../hub-state.js";
import type { WorkerHubOptions } from "./hub-options.js";
import { createOutbound } from "./outbound.js";
import { toId } from "./streams.js";

export interface HubCore {
  state(): HubState;
  /** @returns false when it could not be stored: nothing of it has happened, and the session has ended */
  apply(step: HubStep): boolean;
  /** Ends the session. The worker says hello. */
  end(): void;
  close(): Promise<void>;
}

export function createHubCore(options: WorkerHubOptions): HubCore {
  const { engine, streams, key, limits, stored, now, placed = [], daemon } = options;
  let state: HubState = { ...createHub(limits, now(), daemon), ...stored, runs: placedRuns(placed) };
  let isClosed = false;
  const out = createOutbound({ engine, stream: streams.down, key, onRefused: refused });

  /** The home was restored, or somebody else wrote: the engine would refuse all that follows. */
  function refused(): void {
    end();
    // Without the engine the stream stays; the next refusal comes here again.
    void engine.remove([streams.down]).catch(() => {});
  }

  function end(): void {
    apply({ state: breakHub(state), effects: [] });
  }

  function apply(step: HubStep): boolean {
    const before = state;
    if (step.state.epoch !== before.epoch && !store(step.state)) return false;
    state = step.state;
    if (state.epoch !== before.epoch) out.drop();
    // Whoever is told of something may have more to send, and that comes behind what this step sends.
    for (const effect of step.effects)
      if (effect.kind === "send") out.push(toId(effect.entry.epoch, effect.entry.seq), effect.entry.messages);
    for (const effect of step.effects) {
      if (effect.kind === "heard") void confirm(effect);
      else if (effect.kind !== "send") options.onEffect(effect);
    }
    if (mayPlaceMore(before, state)) options.onChange();
    return true;
  }

  async function confirm(beat: { epoch: number; n: number }): Promise<void> {
    await options.whenStored?.();
    if (!isClosed) apply(confirmBeat(state, beat));
  }

  function store({ epoch, lastHello }: HubState): boolean {
    try {
      options.store({ epoch, lastHello });
      return true;
    } catch (error) {
      options.onError(error);
      end();
      return false;
    }
  }

  return {
    state: () => state,
    apply,
    end,
    close() {
      isClosed = true;
      return out.close();
    },
  };
}

/** Or less: a session has ended. */
function mayPlaceMore(before: HubState, { session, runs, heardAt, limits }: HubState): boolean {
  const wasSilent = heardAt - before.heardAt > limits.beatMs;
  return session === null || before.session === null || runs.size < before.runs.size || wasSilent;
}
