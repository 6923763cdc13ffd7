/**
 * The timer of all schedules. It is short: at each wake-up due times are computed again from the wall clock, so that
 * neither a changed clock nor a long sleep can lose or repeat one.
 */
import type { Timer } from "@tinyagi/base";
import { onClockJump, type ScheduleRow } from "@tinyagi/kernel";
import { resolveDue } from "./due.js";
import { type FiringParts, handleDue } from "./firing.js";
import type { NextTimes } from "./next-times.js";

/** Longest sleep, after which a changed clock or a machine's sleep is noticed. */
const SLEEP_MAX_MS = 60_000;
/** Delay after a storage fault. */
const RETRY_MS = 10_000;

export interface ScheduleTimer extends AsyncDisposable {
  start(): void;
  /** A schedule has changed. */
  lookNow(): void;
}

export function createScheduleTimer(parts: FiringParts, times: NextTimes): ScheduleTimer {
  const { store, clock, log } = parts;
  let timer: Timer | undefined;
  let working: Promise<void> | undefined;
  let stopped = true;
  const unsubscribe = onClockJump(parts.journal, () => {
    // A schedule without a zone of its own follows the machine's.
    times.forget();
    if (working === undefined) arm(0);
  });

  function arm(delayMs: number): void {
    timer?.cancel();
    if (!stopped) timer = clock.setTimer(delayMs, wake);
  }

  function wake(): void {
    if (stopped || working !== undefined) return;
    working = handleAll()
      .catch((error: unknown) => {
        log.error({ err: error }, "schedules could not be processed; TinyAGI will try again");
        return RETRY_MS;
      })
      .then((delayMs) => {
        working = undefined;
        arm(delayMs);
      });
  }

  /** @returns milliseconds until the next wake-up */
  async function handleAll(): Promise<number> {
    for (const row of store.schedules.enabled()) {
      if (stopped) break;
      const due = resolveDue(row, clock.now(), times.next(row));
      if (due.kind === "reset") await reset(row);
      if (due.kind === "fire" || due.kind === "miss") await handleDue(parts, row, due);
    }
    return untilNext();
  }

  function untilNext(): number {
    const now = clock.now();
    const nexts = store.schedules.enabled().map((row) => times.next(row) ?? Number.POSITIVE_INFINITY);
    return Math.max(0, Math.min(SLEEP_MAX_MS, ...nexts.map((next) => next - now)));
  }

  async function reset(row: ScheduleRow): Promise<void> {
    log.warn({ scheduleId: row.id }, "the clock was set far back; the schedule continues from now");
    await store.write(() => store.schedules.update({ ...row, last_due_at: clock.now() }));
  }

  /** Not needed while due schedules are being handled, because that ends with a look at all of them. */
  function lookNow(): void {
    if (working === undefined) arm(0);
  }

  return {
    start() {
      stopped = false;
      arm(0);
    },
    lookNow,
    async [Symbol.asyncDispose]() {
      stopped = true;
      unsubscribe();
      timer?.cancel();
      await working;
    },
  };
}
