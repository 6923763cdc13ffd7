/** Looks at the queue when a message becomes due, and now and then in case that a signal was lost. */
import type { Clock, Log, Timer } from "@tinyagi/base";
import type { Store } from "../store/store.js";

/** A safety net: it finds messages whose signal was lost or whose claim failed. */
const POLL_MS = 5_000;

export interface QueueWatch {
  /** Looks now, and from then on. */
  start(): void;
  /** What is due next may have changed. */
  arm(): void;
  stop(): void;
  /** @param found called with the lanes that have open messages, after each look */
  onFound(found: (lanes: Iterable<string>) => void): void;
}

export function createQueueWatch({
  store,
  clock,
  log,
}: {
  store: Store;
  clock: Clock;
  log: Log;
}): QueueWatch {
  let dueTimer: Timer | undefined;
  let pollTimer: Timer | undefined;
  let stopped = true;
  let found: (lanes: Iterable<string>) => void = () => {};
  /** When every lane was woken last: what was due by then is claimed, or its lane has a run whose end looks at it. */
  let scannedAt = 0;

  function arm(): void {
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
    found(lanes ?? []);
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

  return {
    start() {
      stopped = false;
      poll();
      arm();
    },
    arm,
    stop() {
      stopped = true;
      dueTimer?.cancel();
      pollTimer?.cancel();
    },
    onFound(listener) {
      found = listener;
    },
  };
}
