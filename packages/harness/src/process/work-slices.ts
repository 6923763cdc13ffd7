/**
 * Divides long work into slices, so that one agent's flood of output delays nobody else: in each turn of the event
 * loop all who share a `WorkSlices` together work for one slice, and those who are not done take turns. It never
 * reorders the work of one caller.
 */

/** Two slices and what else a turn does stay below the 20 ms that others may be delayed. */
const SLICE_MS = 5;

/** Shared by everybody whose work comes in floods. */
export interface WorkSlices {
  /**
   * Asked between two pieces of work: undefined while the slice lasts, else a promise that resolves when it is the
   * caller's turn.
   */
  readonly pause: () => Promise<void> | undefined;
}

/** Creates the slices of one event loop. `now` gives milliseconds; default the monotonic clock. */
export function createWorkSlices(now: () => number = () => performance.now()): WorkSlices {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  let end = 0;
  const open = () => {
    end = now() + SLICE_MS;
    isOpen = true;
    setImmediate(close);
  };
  const close = () => {
    isOpen = false;
    const next = waiting.shift();
    if (next === undefined) return;
    open();
    next();
  };
  return {
    pause: () => {
      if (!isOpen) open();
      if (now() < end) return undefined;
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
