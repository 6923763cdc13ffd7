/** Time that passes only when a test says so. For tests only. */
import { setTimeout as sleepReally } from "node:timers/promises";
import type { Timing } from "./timing.js";

/** A long time passes in so many steps. */
const STEPS = 100;

export interface VirtualTiming extends Timing {
  /**
   * Lets time pass: pauses end in the order of their times, and what they lead to happens before the next step. In a long
   * time, pauses end up to one percent of it late.
   */
  pass(ms: number): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export function createVirtualTiming(): VirtualTiming {
  let now = 0;
  const sleepers = new Set<Sleeper>();
  const byTime = () => [...sleepers].sort((one, other) => one.at - other.at);
  return {
    now: () => now,
    random: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        function end(): void {
          sleepers.delete(sleeper);
          signal.removeEventListener("abort", abort);
        }
        const abort = () => {
          end();
          reject(signal.reason);
        };
        const wake = () => {
          end();
          resolve();
        };
        const sleeper = { at: now + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener("abort", abort);
      }),
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        // Requests to a fake platform on loopback end meanwhile.
        await sleepReally(2);
        const first = byTime()[0]?.at ?? Number.POSITIVE_INFINITY;
        if (first > end) break;
        now = Math.max(now, Math.min(end, first + ms / STEPS));
        for (const { at, wake } of byTime()) if (at <= now) wake();
      }
      now = end;
    },
  };
}
