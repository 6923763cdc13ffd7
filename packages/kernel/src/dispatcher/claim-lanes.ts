/** Claims messages and runs them, until their lanes are empty. */
import type { Claim } from "../queue/queue.js";
import type { CarefulStart } from "./careful-start.js";
import { canStart, type DispatchParts, freePlaces } from "./dispatch-parts.js";
import { checkDrained } from "./drain.js";
import { newSlot, type Slot } from "./slots.js";
import { STOP } from "./stop-reason.js";

/** Claims as many lanes as there are places for. */
export function pump(parts: DispatchParts): void {
  parts.returns.admit();
  if (parts.stopped || parts.claiming) return;
  const lanes = nextLanes(parts);
  if (lanes.length === 0) return;
  parts.claiming = true;
  void Promise.all(lanes.map((lane) => claimLane(parts, lane))).then(() => {
    parts.claiming = false;
    checkDrained(parts);
    pump(parts);
  });
}

function nextLanes(parts: DispatchParts): string[] {
  const { ready } = parts;
  const free = freePlaces(parts);
  const turn = turnOf(parts);
  if (turn === "none") return [];
  if (turn !== "any") return free > 0 && canStart(parts, turn.lane) ? [turn.lane] : [];
  const lanes: string[] = [];
  for (const lane of ready) {
    if (lanes.length >= free) break;
    if (canStart(parts, lane)) lanes.push(lane);
  }
  return lanes;
}

function turnOf({ careful, mayStart }: DispatchParts): ReturnType<CarefulStart["turn"]> {
  return careful.turn((lane) => mayStart?.(lane) !== false);
}

/** Inside a write. After a skipped head, the lane must be looked at again. */
function claimHead({ queue, newId, onClaim }: DispatchParts, lane: string): Claim | "empty" | "skipped" {
  const claim = queue.claim(lane, newId("run"));
  if (claim === undefined) return "empty";
  return onClaim(claim) ? claim : "skipped";
}

/** One write per lane: they share a commit, and a lane that cannot be claimed does not affect the others. */
function claimLane(parts: DispatchParts, lane: string): Promise<void> {
  const { store, busy, log } = parts;
  parts.ready.delete(lane);
  const slot = newSlot();
  busy.put(lane, slot);
  return (
    store
      .write(() => (parts.stopped ? "empty" : claimHead(parts, lane)))
      // Directly on the write's promise: a cancel that is committed right after the claim must find the slot filled.
      .then(
        (claim) => {
          if (typeof claim === "object") {
            slot.claim = claim;
            parts.careful.claimed(lane);
            void work(parts, slot, claim);
            return;
          }
          // The lane is empty, or its head waits for a retry: the due timer wakes it.
          busy.free(lane);
          parts.careful.ended(lane);
          if (claim === "skipped") parts.ready.add(lane);
          else parts.watch.arm();
        },
        (error: unknown) => {
          log.error({ err: error, lane }, "claim failed; it is tried again");
          busy.free(lane);
          parts.careful.ended(lane);
        },
      )
  );
}

/** Whether a message of `lane` may be claimed outside of the pump: not while others wait for a place or their turn. */
function isFree(parts: DispatchParts, lane: string, free: number): boolean {
  if (parts.stopped || free <= 0 || turnOf(parts) !== "any" || parts.mayStart?.(lane) === false) return false;
  for (const other of parts.ready) if (other !== lane && canStart(parts, other)) return false;
  return true;
}

/** Inside a write that added a message: claims the head of its lane in the same transaction. */
export function claimOffered(parts: DispatchParts, lane: string): void {
  const { store, busy, ready } = parts;
  if (busy.has(lane) || !isFree(parts, lane, freePlaces(parts))) return;
  const claim = claimHead(parts, lane);
  // A skipped lane is woken after the commit, as any lane that was offered.
  if (typeof claim === "string") return;
  const slot = newSlot(claim);
  busy.put(lane, slot);
  store.afterRollback(() => busy.free(lane));
  store.afterCommit(() => {
    ready.delete(lane);
    void work(parts, slot, claim);
  });
}

/** Inside a write that ended a run: claims the lane's next message in the same transaction. */
function claimNext(parts: DispatchParts, lane: string, slot: Slot): void {
  const { store, ready } = parts;
  if (slot.next !== undefined || !isFree(parts, lane, freePlaces(parts) + 1)) return;
  const claim = claimHead(parts, lane);
  if (claim === "skipped") return;
  store.afterCommit(() => {
    slot.next = claim === "empty" ? "nothing" : newSlot(claim);
    // Messages that were added before are claimed or wait behind the claimed one.
    ready.delete(lane);
  });
}

async function work(parts: DispatchParts, slot: Slot, claim: Claim): Promise<void> {
  const { store, log, busy, ready } = parts;
  const { lane } = claim;
  const ending = () => store.beforeCommit(() => claimNext(parts, lane, slot));
  try {
    await parts.run({ claim, signal: slot.abort.signal, ending });
  } catch (error) {
    log.error(
      { err: error, messageRowId: claim.id },
      "run ended without a committed outcome; the message stays claimed until restart",
    );
  }
  const { next } = slot;
  if (busy.isAway(slot)) slot.abort.abort(STOP.ended);
  parts.careful.ended(lane);
  if (typeof next === "object" && next.claim !== undefined) {
    busy.put(lane, next);
    void work(parts, next, next.claim);
    parts.returns.admit();
    return;
  }
  busy.free(lane);
  // Behind the lanes that were waiting, even if it was woken before them.
  if (ready.delete(lane) || next === undefined) ready.add(lane);
  if (next === "nothing") parts.watch.arm();
  checkDrained(parts);
  pump(parts);
}

/** As `Dispatcher.adopt`. */
export function adopt(parts: DispatchParts, claim: Claim): void {
  const slot = newSlot(claim);
  parts.busy.put(claim.lane, slot);
  void work(parts, slot, claim);
}

/** As `Dispatcher.wake`. */
export function wake(parts: DispatchParts, lane: string): void {
  parts.ready.add(lane);
  pump(parts);
}
