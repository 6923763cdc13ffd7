/** A clock that moves only when told, so that tests of time need no waiting. */
import type { AgentClock } from "../src/index.js";

export interface VirtualClock extends AgentClock {
  /** Moves time and calls what is due, in order of its time. */
  advance(ms: number): void;
  /** Timers that are waiting. */
  readonly timers: number;
  /** Delays asked for, in order. */
  readonly delays: readonly number[];
}

export function createVirtualClock(start = 1_000_000): VirtualClock {
  let time = start;
  const waiting: { at: number; fn: () => void }[] = [];
  const delays: number[] = [];
  const remove = (timer: { at: number; fn: () => void }) => {
    const at = waiting.indexOf(timer);
    if (at >= 0) waiting.splice(at, 1);
  };
  return {
    now: () => time,
    after(ms, fn) {
      const timer = { at: time + ms, fn };
      waiting.push(timer);
      delays.push(ms);
      return () => remove(timer);
    },
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const due = waiting.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        remove(due);
        time = due.at;
        due.fn();
      }
      time = end;
    },
    get timers() {
      return waiting.length;
    },
    delays,
  };
}
