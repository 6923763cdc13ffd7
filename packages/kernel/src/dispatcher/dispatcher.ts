/**
 * Gives due messages to the runner: one at a time per lane, at most `maxLive` in all. A message is claimed in the
 * transaction that accepts it when its lane is idle, or in the one that ends the run before it. Otherwise signals wake the
 * dispatcher, and it claims in a write of its own. It reads the store only when something is due. A lane stays busy until
 * its run has really ended, even a cancelled one. A failure of the store does not stop it: the poll finds what it missed.
 */

import type { Log, NewId } from "@tinyagi/base";
import { type Clock, TIMER_MAX_MS, type Timer } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { Suspect } from "../queue/interrupted.js";
import type { Claim, Queue } from "../queue/queue.js";
import type { Store } from "../store/store.js";
import { type CarefulStart, createCarefulStart } from "./careful-start.js";
import { createReturns } from "./returns.js";
import { createSlots, newSlot, type Slot } from "./slots.js";

/** A safety net: it finds messages whose signal was lost or whose claim failed. */
const POLL_MS = 5_000;

export interface RunSlot {
  claim: Claim;
  signal: AbortSignal;
  /** Call it inside a write that ends the run: the next message of the lane may then be claimed in that transaction. */
  ending(): void;
}

export interface DispatcherOptions {
  store: Store;
  queue: Queue;
  clock: Clock;
  newId: NewId;
  log: Log;
  maxLive: () => number;
  /**
   * Inside the claiming transaction: writes the intent row.
   *
   * @returns false when the message must not run now: then it has ended, or waits in its lane again
   */
  onClaim: (claim: Claim) => boolean;
  /** Runs a claim until its outcome is committed. Must not reject because the agent failed. */
  run: (slot: RunSlot) => Promise<void>;
}

export interface Dispatcher extends AsyncDisposable {
  /** @param suspects heads of lanes that may have crashed the daemon before; they start first, one after another */
  start(suspects?: readonly Suspect[]): void;
  /** Signals that `lane` may have a due message. */
  wake(lane: string): void;
  /** Call it inside a write that adds a message to `lane`. It is claimed in that transaction, or the lane is woken after it. */
  offer(lane: string): void;
  /** Aborts the run of a message. @returns whether the message had a run */
  abort(messageRowId: number, reason: string): boolean;
  /**
   * Gives the place of a run back while it waits inside a tool call. Its lane stays busy.
   *
   * @throws AppError `STALE_RUN` when no such run is live
   */
  leave(runId: string): Absence;
  /** Runs that have their claim. A lane that is only looked at has none: its messages may be paused. */
  live(): number;
  isLive(messageRowId: number): boolean;
  /**
   * Claims nothing more and waits for the runs. After `graceMs` it aborts those that are left, and resolves when they have
   * ended. A second call waits for the same end, with the shorter grace.
   */
  stop(graceMs: number): Promise<void>;
  /** Ends the grace period now, or as soon as it begins. */
  hurry(): void;
}

/** A run that has given its place back. */
export interface Absence {
  readonly claim: Claim;
  /** Aborts when the run ends, for whatever reason. */
  readonly signal: AbortSignal;
  /** Resolves when the run has a place again. Those that come back go before those that have not started. */
  back(): Promise<void>;
}

/** Abort reason of a run's own signal once it has ended. Nothing of the run listens any more; what it waited for does. */
const ENDED_REASON = "ended";

/** Abort reason of runs that end because the daemon stops. */
export const SHUTDOWN_REASON = "shutdown";

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, queue, clock, log } = options;
  const ready = new Set<string>();
  const busy = createSlots();
  let dueTimer: Timer | undefined;
  let pollTimer: Timer | undefined;
  let careful: CarefulStart = createCarefulStart(clock, [], pump);
  let claiming = false;
  let stopped = true;
  let hurried = false;
  /** When every lane was woken last: what was due by then is claimed, or its lane has a run whose end looks at it. */
  let scannedAt = 0;
  let drainWaiters: (() => void)[] = [];
  const returns = createReturns(busy, () => Math.max(1, options.maxLive()));

  /** Places for runs that have not started. A pause of the dispatch keeps nobody from coming back. */
  const freePlaces = () => options.maxLive() - busy.active - returns.size;

  function pump(): void {
    returns.admit();
    if (stopped || claiming) return;
    const lanes = nextLanes();
    if (lanes.length === 0) return;
    claiming = true;
    void Promise.all(lanes.map(claimLane)).then(() => {
      claiming = false;
      checkDrained();
      pump();
    });
  }

  function nextLanes(): string[] {
    const free = freePlaces();
    const turn = careful.turn();
    if (turn === "none") return [];
    if (turn !== "any") return free > 0 && !busy.has(turn.lane) ? [turn.lane] : [];
    const lanes: string[] = [];
    for (const lane of ready) {
      if (lanes.length >= free) break;
      if (!busy.has(lane)) lanes.push(lane);
    }
    return lanes;
  }

  /** Inside a write. After a skipped head, the lane must be looked at again. */
  function claimHead(lane: string): Claim | "empty" | "skipped" {
    const claim = queue.claim(lane, options.newId("run"));
    if (claim === undefined) return "empty";
    return options.onClaim(claim) ? claim : "skipped";
  }

  /** One write per lane: they share a commit, and a lane that cannot be claimed does not affect the others. */
  function claimLane(lane: string): Promise<void> {
    ready.delete(lane);
    const slot = newSlot();
    busy.put(lane, slot);
    return (
      store
        .write(() => (stopped ? "empty" : claimHead(lane)))
        // Directly on the write's promise: a cancel that is committed right after the claim must find the slot filled.
        .then(
          (claim) => {
            if (typeof claim === "object") {
              slot.claim = claim;
              careful.claimed(lane);
              void work(lane, slot, claim);
              return;
            }
            // The lane is empty, or its head waits for a retry: the due timer wakes it.
            busy.free(lane);
            careful.ended(lane);
            if (claim === "skipped") ready.add(lane);
            else armDueTimer();
          },
          (error: unknown) => {
            log.error({ err: error, lane }, "claim failed; it is tried again");
            busy.free(lane);
            careful.ended(lane);
          },
        )
    );
  }

  /** Whether a message of `lane` may be claimed outside of the pump: not while others wait for a place or their turn. */
  function isFree(lane: string, free: number): boolean {
    if (stopped || free <= 0 || careful.turn() !== "any") return false;
    for (const other of ready) if (other !== lane && !busy.has(other)) return false;
    return true;
  }

  /** Inside a write that added a message: claims the head of its lane in the same transaction. */
  function claimOffered(lane: string): void {
    if (busy.has(lane) || !isFree(lane, freePlaces())) return;
    const claim = claimHead(lane);
    // A skipped lane is woken after the commit, as any lane that was offered.
    if (typeof claim === "string") return;
    const slot = newSlot(claim);
    busy.put(lane, slot);
    store.afterRollback(() => busy.free(lane));
    store.afterCommit(() => {
      ready.delete(lane);
      void work(lane, slot, claim);
    });
  }

  /** Inside a write that ended a run: claims the lane's next message in the same transaction. */
  function claimNext(lane: string, slot: Slot): void {
    if (slot.next !== undefined || !isFree(lane, freePlaces() + 1)) return;
    const claim = claimHead(lane);
    if (claim === "skipped") return;
    store.afterCommit(() => {
      slot.next = claim === "empty" ? "nothing" : newSlot(claim);
      // Messages that were added before are claimed or wait behind the claimed one.
      ready.delete(lane);
    });
  }

  async function work(lane: string, slot: Slot, claim: Claim): Promise<void> {
    const ending = () => store.beforeCommit(() => claimNext(lane, slot));
    try {
      await options.run({ claim, signal: slot.abort.signal, ending });
    } catch (error) {
      log.error(
        { err: error, messageRowId: claim.id },
        "run ended without a committed outcome; the message stays claimed until restart",
      );
    }
    const { next } = slot;
    if (busy.isAway(slot)) slot.abort.abort(ENDED_REASON);
    careful.ended(lane);
    if (typeof next === "object" && next.claim !== undefined) {
      busy.put(lane, next);
      void work(lane, next, next.claim);
      returns.admit();
      return;
    }
    busy.free(lane);
    // Behind the lanes that were waiting, even if it was woken before them.
    if (ready.delete(lane) || next === undefined) ready.add(lane);
    if (next === "nothing") armDueTimer();
    checkDrained();
    pump();
  }

  function wake(lane: string): void {
    ready.add(lane);
    pump();
  }

  function armDueTimer(): void {
    dueTimer?.cancel();
    if (stopped) return;
    // A clock that was set back must not hide what is due next.
    const after = Math.min(scannedAt, clock.now());
    const due = guarded(() => store.messages.nextDue(after)) ?? null;
    if (due !== null) dueTimer = clock.setTimer(due - clock.now(), scan);
  }

  function scan(): void {
    if (stopped) return;
    const now = clock.now();
    const lanes = guarded(() => store.messages.openLanes());
    if (lanes !== undefined) scannedAt = now;
    for (const lane of lanes ?? []) ready.add(lane);
    pump();
  }

  function poll(): void {
    pollTimer = clock.setTimer(POLL_MS, poll);
    scan();
  }

  /** A failed read (a damaged page, no file descriptors) must not crash the daemon from inside a timer. */
  function guarded<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      log.error({ err: error }, "the queue could not be read; it is tried again");
      return undefined;
    }
  }

  function checkDrained(): void {
    if (busy.size > 0) {
      endWaiting();
      return;
    }
    const waiters = drainWaiters;
    drainWaiters = [];
    for (const resolve of waiters) resolve();
  }

  /** After a stop, runs that only wait for what can no longer start would use up the whole grace period. */
  function endWaiting(): void {
    if (stopped && busy.active === 0 && returns.size === 0) abortAll();
  }

  function abortAll(): void {
    for (const slot of busy.all()) slot.abort.abort(SHUTDOWN_REASON);
  }

  async function stop(graceMs: number): Promise<void> {
    stopped = true;
    careful.close();
    dueTimer?.cancel();
    pollTimer?.cancel();
    if (busy.size === 0) return;
    const drained = new Promise<void>((resolve) => drainWaiters.push(resolve));
    endWaiting();
    if (hurried || graceMs <= 0) abortAll();
    // Unlike the clock's timers, this one keeps the process alive: the process ends by it.
    const timer = setTimeout(abortAll, Math.min(graceMs, TIMER_MAX_MS));
    await drained;
    clearTimeout(timer);
  }

  return {
    start(suspects = []) {
      stopped = false;
      hurried = false;
      careful = createCarefulStart(clock, suspects, pump);
      poll();
      armDueTimer();
    },
    wake,
    offer(lane) {
      store.beforeCommit(() => claimOffered(lane));
      store.afterCommit(() => wake(lane));
    },
    abort(messageRowId, reason) {
      const slot = busy.find(messageRowId);
      slot?.abort.abort(reason);
      return slot !== undefined;
    },
    leave(runId) {
      const slot = busy.ofRun(runId);
      if (slot?.claim === undefined || slot.abort.signal.aborted)
        throw new AppError("STALE_RUN", "This run has ended, so it can wait for nothing.");
      busy.setAway(slot, true);
      pump();
      endWaiting();
      return { claim: slot.claim, signal: slot.abort.signal, back: () => returns.back(slot) };
    },
    live: () => busy.claimed,
    isLive: (messageRowId) => busy.find(messageRowId) !== undefined,
    stop,
    hurry() {
      hurried = true;
      if (stopped) abortAll();
    },
    [Symbol.asyncDispose]: () => stop(0),
  };
}
