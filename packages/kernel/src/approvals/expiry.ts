/** The timer of approvals: it fires when the next one expires, or when the time to take a decision back is over. */
import type { Clock, Log, Timer } from "@tinyagi/base";
import { DECISION_HOLD_MAX_MS } from "@tinyagi/contracts";
import { onClockJump } from "../clock-watch/clock-watch.js";
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";

/** After a failed write, until the next attempt to expire what is due. */
const RETRY_MS = 1_000;

export interface Expiry extends Disposable {
  /** What expires next may have changed. */
  arm(): void;
  /** @param end ends what is due */
  onDue(end: () => Promise<void>): void;
}

export function createExpiry({
  store,
  journal,
  clock,
  log,
}: {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
}): Expiry {
  let timer: Timer | undefined;
  let closed = false;
  let endDue = async (): Promise<void> => {};
  const unwatch = onClockJump(journal, arm);

  function arm(): void {
    timer?.cancel();
    if (closed) return;
    const now = clock.now();
    const expires = store.approvals.nextExpiry();
    const held = store.approvals.nextHeld();
    const delays = [
      ...(expires === null ? [] : [expires - now]),
      // The clock may have been set back.
      ...(held === null ? [] : [Math.min(held - now, DECISION_HOLD_MAX_MS)]),
    ];
    if (delays.length > 0) wait(Math.min(...delays));
  }

  function wait(delayMs: number): void {
    timer = clock.setTimer(delayMs, () => void endDue().then(arm, tryAgain));
  }

  function tryAgain(error: unknown): void {
    log.error({ err: error }, "approvals that are due could not be ended; it is tried again");
    if (!closed) wait(RETRY_MS);
  }

  return {
    arm,
    onDue(end) {
      endDue = end;
    },
    [Symbol.dispose]() {
      closed = true;
      unwatch();
      timer?.cancel();
    },
  };
}
