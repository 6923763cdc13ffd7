/** A pause is latched: it holds the message until it is resumed, also across restarts. */
import { STOP } from "../dispatcher/stop-reason.js";
import { PAUSE_HOLD } from "../queue/hold-reason.js";
import { openMessage, record } from "./record.js";
import { refused } from "./refusal.js";
import type { SteeringOptions } from "./steering-contract.js";

/** Whether a message waits until it is resumed. */
export function isPaused({ store }: SteeringOptions, id: number): boolean {
  return store.holds.of(id).includes(PAUSE_HOLD);
}

/** Holds a message until it is resumed. */
export function pause(parts: SteeringOptions, id: number, by: string): Promise<void> {
  const { store, clock } = parts;
  return store.write(() => {
    const row = openMessage(parts, id);
    if (isPaused(parts, row.id)) throw refused("already_paused");
    store.holds.put(row.id, PAUSE_HOLD, clock.now());
    record(parts, row, { type: "steering.paused", data: { by } });
    store.afterCommit(() => parts.abort(row.id, STOP.pause));
  });
}

export function resume(parts: SteeringOptions, id: number, by: string): Promise<void> {
  const { store } = parts;
  return store.write(() => {
    const row = openMessage(parts, id);
    if (store.holds.remove(row.id, PAUSE_HOLD) === 0) throw refused("not_paused");
    record(parts, row, { type: "steering.resumed", data: { by } });
    store.afterCommit(() => parts.wake(row.lane));
  });
}
