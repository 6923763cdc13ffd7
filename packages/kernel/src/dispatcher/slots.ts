/**
 * The runs that occupy a lane: at most one for each lane, and the one that follows it without a pause. A run that waits
 * inside a tool call keeps its lane, but takes no place of a live one.
 */
import type { Claim } from "../queue/queue-contract.js";

export interface Slot {
  /** Absent while the claim is being written. */
  claim: Claim | undefined;
  readonly abort: AbortController;
  /** What the end of the run found behind it in the lane; undefined until the end is committed. */
  next: Slot | "nothing" | undefined;
}

export interface Slots {
  /** Lanes that are occupied. */
  readonly size: number;
  /** Lanes with a run. */
  readonly claimed: number;
  /** Runs that take a place: all but those that wait. */
  readonly active: number;
  has(lane: string): boolean;
  put(lane: string, slot: Slot): void;
  free(lane: string): void;
  /** The slot of a run. */
  ofRun(runId: string): Slot | undefined;
  /** Whether the run that occupies a lane waits. */
  isAway(slot: Slot): boolean;
  setAway(slot: Slot, away: boolean): void;
  /** The slot of a claimed message. */
  find(messageRowId: number): Slot | undefined;
  all(): Slot[];
}

export function newSlot(claim?: Claim): Slot {
  return { claim, abort: new AbortController(), next: undefined };
}

export function createSlots(): Slots {
  const byLane = new Map<string, Slot>();
  const away = new Set<Slot>();
  const all = () =>
    [...byLane.values()].flatMap((slot) => (typeof slot.next === "object" ? [slot, slot.next] : [slot]));
  return {
    get size() {
      return byLane.size;
    },
    get claimed() {
      return [...byLane.values()].filter(({ claim }) => claim !== undefined).length;
    },
    get active() {
      return byLane.size - away.size;
    },
    has: (lane) => byLane.has(lane),
    put(lane, slot) {
      const before = byLane.get(lane);
      if (before !== undefined) away.delete(before);
      byLane.set(lane, slot);
    },
    free(lane) {
      const slot = byLane.get(lane);
      if (slot !== undefined) away.delete(slot);
      byLane.delete(lane);
    },
    ofRun: (runId) => [...byLane.values()].find(({ claim }) => claim?.run_id === runId),
    isAway: (slot) => away.has(slot),
    setAway(slot, isAway) {
      if (isAway) away.add(slot);
      else away.delete(slot);
    },
    find: (messageRowId) => all().find(({ claim }) => claim?.id === messageRowId),
    all,
  };
}
