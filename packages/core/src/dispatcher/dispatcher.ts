/**
 * Hands due messages to the runner: one at a time per lane, at most `maxLive` at once, woken by signals. It
 * reads the store only when something became due, and a lane stays busy until its run has really ended, a
 * cancelled one included.
 */
import type { Clock, Timer } from "../base/clock.js";
import type { NewId } from "../base/ids.js";
import type { Log } from "../base/log.js";
import type { Claim, Queue } from "../queue/queue.js";
import type { Store } from "../store/store.js";

/** Safety net only: wake-ups are signals, this finds what a lost one would leave behind. */
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
  /** Called inside the claiming transaction: writes the intent row. */
  onClaim: (claim: Claim) => void;
  /** Runs a claim to its committed end. Must not reject for failures of the agent. */
  run: (slot: RunSlot) => Promise<void>;
}

export interface Dispatcher extends AsyncDisposable {
  start(): void;
  /** Tells that `lane` may have a due message. */
  wake(lane: string): void;
  /** Aborts the run of a message. @returns whether one was live */
  abort(messageRowId: number, reason: string): boolean;
  live(): number;
  isLive(messageRowId: number): boolean;
  /** No new claims; resolves when nothing runs, or after `graceMs` when it has aborted the rest and they ended. */
  stop(graceMs: number): Promise<void>;
  /** Cuts a running grace period short. */
  hurry(): void;
}

/** Reason given to runs that end because the daemon stops. */
export const SHUTDOWN_REASON = "shutdown";

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, queue, clock, log } = options;
  const ready = new Set<string>();
  const busy = new Map<string, { messageRowId: number | null; abort: AbortController }>();
  let dueTimer: Timer | undefined;
  let pollTimer: Timer | undefined;
  let claiming = false;
  let stopped = true;
  let endGrace: (() => void) | undefined;
  let drained: (() => void) | undefined;

  function pump(): void {
    if (stopped || claiming) return;
    const lanes = nextLanes();
    if (lanes.length === 0) return;
    claiming = true;
    for (const lane of lanes) {
      ready.delete(lane);
      busy.set(lane, { messageRowId: null, abort: new AbortController() });
    }
    store
      .write(() => lanes.map((lane) => claimLane(lane)))
      .then(
        (claims) => {
          for (const [index, lane] of lanes.entries()) settleClaim(lane, claims[index]);
        },
        (error: unknown) => {
          log.error({ err: error }, "claim failed; it is tried again");
          for (const lane of lanes) busy.delete(lane);
        },
      )
      .finally(() => {
        claiming = false;
        checkDrained();
        pump();
      });
  }

  function nextLanes(): string[] {
    const free = options.maxLive() - busy.size;
    const lanes: string[] = [];
    for (const lane of ready) {
      if (lanes.length >= free) break;
      if (!busy.has(lane)) lanes.push(lane);
    }
    return lanes;
  }

  function claimLane(lane: string): Claim | undefined {
    const claim = queue.claim(lane, options.newId("run"));
    if (claim !== undefined) options.onClaim(claim);
    return claim;
  }

  function settleClaim(lane: string, claim: Claim | undefined): void {
    const slot = busy.get(lane);
    if (claim === undefined || slot === undefined) {
      // Empty, or its head waits for a retry: the due timer brings it back.
      busy.delete(lane);
      armDueTimer();
      return;
    }
    slot.messageRowId = claim.id;
    options
      .run({ claim, signal: slot.abort.signal })
      .catch((error: unknown) =>
        log.error(
          { err: error, messageRowId: claim.id },
          "run ended without a committed outcome; the message stays claimed until restart",
        ),
      )
      .finally(() => {
        busy.delete(lane);
        ready.add(lane);
        checkDrained();
        pump();
      });
  }

  function armDueTimer(): void {
    dueTimer?.cancel();
    if (stopped) return;
    const due = store.messages.nextDue();
    if (due !== null) dueTimer = clock.setTimer(due - clock.now(), scan);
  }

  function scan(): void {
    if (stopped) return;
    for (const lane of store.messages.openLanes()) ready.add(lane);
    pump();
  }

  function poll(): void {
    scan();
    if (!stopped) pollTimer = clock.setTimer(POLL_MS, poll);
  }

  function checkDrained(): void {
    if (stopped && busy.size === 0) drained?.();
  }

  async function stop(graceMs: number): Promise<void> {
    stopped = true;
    dueTimer?.cancel();
    pollTimer?.cancel();
    if (busy.size === 0) return;
    const empty = new Promise<void>((resolve) => {
      drained = resolve;
    });
    const grace = new Promise<void>((resolve) => {
      endGrace = resolve;
    });
    // Unlike the clock's timers this one must hold the process: it is what ends it.
    const timer = setTimeout(() => endGrace?.(), graceMs);
    await Promise.race([empty, grace]);
    clearTimeout(timer);
    for (const slot of busy.values()) slot.abort.abort(SHUTDOWN_REASON);
    await empty;
  }

  return {
    start() {
      stopped = false;
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
    hurry: () => endGrace?.(),
    [Symbol.asyncDispose]: () => stop(0),
  };
}
