/** How much of a silence is a process's own doing. Pure. */
import type { LoopFacts } from "./loop-facts.js";

/** One look at a silent process. */
export interface SilentTick {
  /** Undefined where the system does not say it. */
  readonly before: LoopFacts | undefined;
  readonly now: LoopFacts | undefined;
  /** Milliseconds that this look stands for. */
  readonly ms: number;
  /** Milliseconds by which the look came late: whoever looks got no processor either. */
  readonly lateMs: number;
}

/** With a smaller share of idle time, a process that sleeps may wait for one that gets no processor. */
const BUSY_IDLE_SHARE = 0.1;
const BUSY_LATE_MS = 250;
/** Stopped by a signal or a debugger, or dead: it does not run however free the machine is. */
const STOPPED: ReadonlySet<string> = new Set(["T", "t", "Z", "X"]);

/**
 * The milliseconds that count against the process. On a free machine that is all the time, except when it was kept from
 * running. On a busy one it is only what it calculated: a start of an agent, for example, waits until the new process
 * had its turn.
 */
export function ownSilenceMs({ before, now, ms, lateMs }: SilentTick): number {
  if (before === undefined || now === undefined) return ms;
  if (STOPPED.has(now.state)) return ms;
  const ran = Math.min(ms, now.ranMs - before.ranMs);
  if (lateMs > BUSY_LATE_MS || isBusy(before, now)) return ran;
  return Math.max(ran, ms - (now.waitedMs - before.waitedMs));
}

function isBusy(before: LoopFacts, now: LoopFacts): boolean {
  const all = now.machine.all - before.machine.all;
  return all > 0 && (now.machine.idle - before.machine.idle) / all < BUSY_IDLE_SHARE;
}
