/**
 * Gives due messages to the runner: one at a time per lane, at most `maxLive` in all. Signals wake it; it reads the store
 * only when something is due. A lane stays busy until its run has really ended, even a cancelled one. A failure of the
 * store does not stop it: the poll finds what it missed.
 */
import { type Clock, TIMER_MAX_MS, type Timer } from "../base/clock.js";
import type { NewId } from "../base/ids.js";
import type { Log } from "../base/log.js";
import type { Suspect } from "../queue/interrupted.js";
import type { Claim, Queue } from "../queue/queue.js";
import type { Store } from "../store/store.js";
import { type CarefulStart, createCarefulStart } from "./careful-start.js";

/** A safety net: it finds messages whose signal was lost or whose claim failed. */
const POLL_MS = 5_000;

export interface RunSlot {
  claim: Claim;
  signal: AbortSignal;
}

export interface DispatcherOptions {
  store: Store;
  queue: Queue;
  clock: Clock;
  newId: NewId;
  log: Log;
  maxLive: () => number;
  /** Writes the intent row, inside the claiming transaction. */
  onClaim: (claim: Claim) => void;
  /** Runs a claim until its outcome is committed. Must not reject because the agent failed. */
  run: (slot: RunSlot) => Promise<void>;
}

export interface Dispatcher extends AsyncDisposable {
  /** @param suspects heads of lanes that may have crashed the daemon before; they start first, one after another */
  start(suspects?: readonly Suspect[]): void;
  /** Signals that `lane` may have a due message. */
  wake(lane: string): void;
  /** Aborts the run of a message. @returns whether the message had a run */
  abort(messageRowId: number, reason: string): boolean;
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

/** Abort reason of runs that end because the daemon stops. */
export const SHUTDOWN_REASON = "shutdown";

interface Slot {
  /** Absent while the claim is being written. */
  messageRowId: number | undefined;
  abort: AbortController;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, queue, clock, log } = options;
  const ready = new Set<string>();
  const busy = new Map<string, Slot>();
  let dueTimer: Timer | undefined;
  let pollTimer: Timer | undefined;
  let careful: CarefulStart = createCarefulStart(clock, [], pump);
  let claiming = false;
  let stopped = true;
  let hurried = false;
  let drainWaiters: (() => void)[] = [];

  function pump(): void {
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
    const free = options.maxLive() - busy.size;
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

  /** One write per lane: they share a commit, and a lane that cannot be claimed does not affect the others. */
  function claimLane(lane: string): Promise<void> {
    ready.delete(lane);
    const slot: Slot = { messageRowId: undefined, abort: new AbortController() };
    busy.set(lane, slot);
    return (
      store
        .write(() => {
          if (stopped) return undefined;
          const claim = queue.claim(lane, options.newId("run"));
          if (claim !== undefined) options.onClaim(claim);
          return claim;
        })
        // Directly on the write's promise: a cancel that is committed right after the claim must find the slot filled.
        .then(
          (claim) => {
            if (claim !== undefined) {
              slot.messageRowId = claim.id;
              careful.claimed(lane);
              void work(lane, { claim, signal: slot.abort.signal });
              return;
            }
            // The lane is empty, or its head waits for a retry: the due timer wakes it.
            busy.delete(lane);
            careful.ended(lane);
            armDueTimer();
          },
          (error: unknown) => {
            log.error({ err: error, lane }, "claim failed; it is tried again");
            busy.delete(lane);
            careful.ended(lane);
          },
        )
    );
  }

  async function work(lane: string, slot: RunSlot): Promise<void> {
    try {
      await options.run(slot);
    } catch (error) {
      log.error(
        { err: error, messageRowId: slot.claim.id },
        "run ended without a committed outcome; the message stays claimed until restart",
      );
    }
    busy.delete(lane);
    // Behind the lanes that were waiting, even if it was woken before them.
    ready.delete(lane);
    ready.add(lane);
    careful.ended(lane);
    checkDrained();
    pump();
  }

  function armDueTimer(): void {
    dueTimer?.cancel();
    if (stopped) return;
    const due = guarded(() => store.messages.nextDue()) ?? null;
    if (due !== null) dueTimer = clock.setTimer(due - clock.now(), scan);
  }

  function scan(): void {
    if (stopped) return;
    for (const lane of guarded(() => store.messages.openLanes()) ?? []) ready.add(lane);
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
    if (busy.size > 0) return;
    const waiters = drainWaiters;
    drainWaiters = [];
    for (const resolve of waiters) resolve();
  }

  function abortAll(): void {
    for (const slot of busy.values()) slot.abort.abort(SHUTDOWN_REASON);
  }

  async function stop(graceMs: number): Promise<void> {
    stopped = true;
    careful.close();
    dueTimer?.cancel();
    pollTimer?.cancel();
    if (busy.size === 0) return;
    const drained = new Promise<void>((resolve) => drainWaiters.push(resolve));
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
    wake(lane) {
      ready.add(lane);
      pump();
    },
    abort(messageRowId, reason) {
      for (const slot of busy.values()) {
        if (slot.messageRowId !== messageRowId) continue;
        slot.abort.abort(reason);
        return true;
      }
      return false;
    },
    live: () => busy.size,
    isLive: (messageRowId) => [...busy.values()].some((slot) => slot.messageRowId === messageRowId),
    stop,
    hurry() {
      hurried = true;
      if (stopped) abortAll();
    },
    [Symbol.asyncDispose]: () => stop(0),
  };
}
