/**
 * Divides long work into slices, so that one agent's flood of output does not delay others. All callers of a `WorkSlices`
 * together get one slice in each turn of the event loop, and unfinished callers take turns. Must never reorder the work
 * of one caller.
 */

/** Two slices and the other work of a turn stay below 20 ms, the longest acceptable delay. */
const SLICE_MS = 5;

/** Shared by all callers whose work can arrive in floods. */
export interface WorkSlices {
  /**
   * Call it between two pieces of work. Returns undefined while the slice lasts, otherwise a promise that resolves when
   * it is the caller's turn.
   */
  readonly pause: () => Promise<void> | undefined;
}

/** Creates the slices of one event loop. `now` returns milliseconds. Default: the monotonic clock. */
export function createWorkSlices(now: () => number = () => performance.now()): WorkSlices {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  let end = 0;
  function open(): void {
    end = now() + SLICE_MS;
    isOpen = true;
    setImmediate(close);
  }
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
