/**
 * Notices that a host sends nothing although it should. What counts is the time in which the host could have answered, as
 * the kernel tells it: a machine with forty agents that all start keeps a sound host silent for longer than a free one
 * needs to see that a host hangs. It counts ticks, not time: a daemon that was stopped for an hour has missed one.
 */
import type { LoopFacts } from "./loop-facts.js";
import { ownSilenceMs } from "./own-silence.js";

const TICK_MS = 1_000;
/** So many times the limit is too long, however busy the machine is. */
const BUSY_FACTOR = 24;

/** Watches one host. */
export interface SilenceWatch {
  /** Begins to count, unless it counts already. */
  readonly begin: () => void;
  /** The host sent something. */
  readonly heard: () => void;
  /** Ends it for good. */
  readonly end: () => void;
}

/**
 * Creates a watch that does not count yet.
 *
 * @param options - `maxSeconds`: longest silence, or undefined while nothing is expected, which pauses the count. `facts`
 *   of the host now. `onSilent` is called with the seconds of silence when there were too many.
 */
export function createSilenceWatch(options: {
  readonly maxSeconds: () => number | undefined;
  readonly facts: () => LoopFacts | undefined;
  readonly onSilent: (seconds: number) => void;
}): SilenceWatch {
  let ticks = 0;
  let ownMs = 0;
  let before: LoopFacts | undefined;
  let due = 0;
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const reset = () => {
    ticks = 0;
    ownMs = 0;
  };
  const pause = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const look = () => {
    const max = options.maxSeconds();
    if (max === undefined) {
      pause();
      return;
    }
    const now = options.facts();
    const lateMs = performance.now() - due;
    due = performance.now() + TICK_MS;
    ticks += 1;
    ownMs += ownSilenceMs({ before, now, ms: TICK_MS, lateMs });
    before = now;
    if (ownMs > max * TICK_MS) options.onSilent(max);
    else if (ticks > max * BUSY_FACTOR) options.onSilent(ticks);
  };
  return {
    begin() {
      if (over || timer !== undefined) return;
      reset();
      before = options.facts();
      due = performance.now() + TICK_MS;
      timer = setInterval(look, TICK_MS);
    },
    heard: reset,
    end() {
      over = true;
      pause();
    },
  };
}
