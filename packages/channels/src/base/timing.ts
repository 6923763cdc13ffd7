/** Time as an argument, so that tests can make hours pass. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Timing {
  /** Milliseconds; only differences count. */
  now(): number;
  /** @throws the reason of the signal when it aborts */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
}

export const SYSTEM_TIMING: Timing = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted();
    await sleep(toTimer(ms), undefined, { signal }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
  },
  random: Math.random,
};

/** What a timer of Node can wait. A longer one would end at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

function toTimer(ms: number): number {
  return Number.isFinite(ms) ? Math.min(ms, TIMER_MAX_MS) : TIMER_MAX_MS;
}

const BASE_MS = 1_000;
const MAX_MS = 60_000;

/** The wait after the `failures`th failure in a row (from 1): doubles from 1 s to 60 s, with up to 20 % less. */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(BASE_MS * 2 ** Math.min(failures - 1, 16), MAX_MS);
  return Math.round(full * (1 - random * 0.2));
}
