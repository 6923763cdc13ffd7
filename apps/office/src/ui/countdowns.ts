/** Times that run down beside one another and stand still together. */
import { create } from "zustand";

interface Countdown {
  /** When it last began to run. */
  since: number;
  /** What was left of it then. */
  left: number;
  /** It runs on elsewhere too, and stands still for no one. */
  isFixed: boolean;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

/** @param onEnd - once for each time that is over */
export function createCountdowns(onEnd: (id: number) => void) {
  const running = new Map<number, Countdown>();
  const usePaused = create(() => false);

  function run(id: number, one: Countdown): void {
    one.since = Date.now();
    one.timer = setTimeout(() => onEnd(id), one.left);
  }

  function timeLeft({ since, left, timer }: Countdown): number {
    return timer === undefined ? left : Math.max(0, left - (Date.now() - since));
  }

  function resume(): void {
    if (!usePaused.getState()) return;
    usePaused.setState(false, true);
    for (const [id, one] of running) if (one.timer === undefined) run(id, one);
  }

  return {
    usePaused,
    resume,
    start(id: number, ms: number, isFixed: boolean): void {
      const one: Countdown = { since: 0, left: ms, isFixed };
      running.set(id, one);
      if (isFixed || !usePaused.getState()) run(id, one);
    },
    drop(id: number): void {
      clearTimeout(running.get(id)?.timer);
      running.delete(id);
      // Nobody says that a pause is over once nothing is left to look at.
      if (running.size === 0) resume();
    },
    pause(): void {
      if (usePaused.getState() || running.size === 0) return;
      usePaused.setState(true, true);
      for (const one of running.values()) {
        if (one.isFixed) continue;
        one.left = timeLeft(one);
        clearTimeout(one.timer);
        one.timer = undefined;
      }
    },
    /** In milliseconds; 0 for a time that is over. */
    getLeft(id: number): number {
      const one = running.get(id);
      return one === undefined ? 0 : timeLeft(one);
    },
  };
}
