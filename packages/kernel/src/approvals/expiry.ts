/** The timer of approvals: it fires when the next one expires. */
import type { Clock, Log, Timer } from "@tinyagi/base";
import { onClockJump } from "../clock-watch/clock-watch.js";
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";

/** After a failed write, until the next attempt to expire what is due. */
const RETRY_MS = 1_000;

export interface Expiry extends Disposable {
  /** What expires next may have changed. */
  arm(): void;
  /** @param expire inside a write: ends what is due */
  onDue(expire: () => void): void;
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
  let expireDue = () => {};
  const unwatch = onClockJump(journal, arm);

  function arm(): void {
    timer?.cancel();
    const next = closed ? null : store.approvals.nextExpiry();
    if (next !== null) wait(next - clock.now());
  }

  function wait(delayMs: number): void {
    timer = clock.setTimer(delayMs, () => void store.write(() => expireDue()).then(arm, tryAgain));
  }

  function tryAgain(error: unknown): void {
    log.error({ err: error }, "approvals could not be expired; it is tried again");
    if (!closed) wait(RETRY_MS);
  }

  return {
    arm,
    onDue(expire) {
      expireDue = expire;
    },
    [Symbol.dispose]() {
      closed = true;
      unwatch();
      timer?.cancel();
    },
  };
}
