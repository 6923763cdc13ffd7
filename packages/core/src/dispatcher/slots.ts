/** The runs that occupy a lane: at most one for each lane, and the one that follows it without a pause. */
import type { Claim } from "../queue/queue.js";

export interface Slot {
  /** Absent while the claim is being written. */
  claim: Claim | undefined;
  readonly abort: AbortController;
  /** What the end of the run found behind it in the lane; undefined until the end is committed. */
  next: Slot | "nothing" | undefined;
}

export interface Slots {
  readonly size: number;
  has(lane: string): boolean;
  put(lane: string, slot: Slot): void;
  free(lane: string): void;
  /** The slot of a claimed message. */
  find(messageRowId: number): Slot | undefined;
  all(): Slot[];
}

export function newSlot(claim?: Claim): Slot {
  return { claim, abort: new AbortController(), next: undefined };
}

export function createSlots(): Slots {
  const byLane = new Map<string, Slot>();
  const all = () =>
    [...byLane.values()].flatMap((slot) => (typeof slot.next === "object" ? [slot, slot.next] : [slot]));
  return {
    get size() {
      return byLane.size;
    },
    has: (lane) => byLane.has(lane),
    put: (lane, slot) => void byLane.set(lane, slot),
    free: (lane) => void byLane.delete(lane),
    find: (messageRowId) => all().find(({ claim }) => claim?.id === messageRowId),
    all,
  };
}
