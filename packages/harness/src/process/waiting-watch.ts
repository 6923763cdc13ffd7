/** Ends a run whose output is no progress, such as endless reconnects: such lines must not keep it alive. */

/** What the watch looks at. */
export interface WaitingWatchOptions {
  readonly idleTimeoutMs: number;
  /** How long output has arrived without a line that is progress. Undefined: the last line was one. */
  readonly waitingMs: () => number | undefined;
  readonly onIdle: () => void;
}

/** A watch, which looks as long as there is something to look at. */
export interface WaitingWatch {
  /** Output has arrived. */
  readonly see: () => void;
  readonly end: () => void;
}

/** Creates a watch. */
export function watchWaiting({ idleTimeoutMs, waitingMs, onIdle }: WaitingWatchOptions): WaitingWatch {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const look = () => {
    timer = undefined;
    const waiting = waitingMs();
    if (ended || waiting === undefined) return;
    const left = idleTimeoutMs - waiting;
    if (left <= 0) onIdle();
    else timer = setTimeout(look, left);
  };
  return {
    see() {
      if (timer === undefined) look();
    },
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
