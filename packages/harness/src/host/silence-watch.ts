/**
 * Notices that a host sends nothing although it should. It counts ticks, not time: a daemon that was stopped for an hour has
 * missed one.
 */

const TICK_MS = 1_000;

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
 * @param options - `maxSeconds`: longest silence, or undefined while nothing is expected, which pauses the count. `onSilent`
 *   is called with it when it is exceeded.
 */
export function createSilenceWatch(options: {
  readonly maxSeconds: () => number | undefined;
  readonly onSilent: (seconds: number) => void;
}): SilenceWatch {
  let ticks = 0;
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const pause = () => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    begin() {
      if (over || timer !== undefined) return;
      ticks = 0;
      timer = setInterval(() => {
        const max = options.maxSeconds();
        if (max === undefined) {
          pause();
          return;
        }
        ticks += 1;
        if (ticks > max) options.onSilent(max);
      }, TICK_MS);
    },
    heard() {
      ticks = 0;
    },
    end() {
      over = true;
      pause();
    },
  };
}
