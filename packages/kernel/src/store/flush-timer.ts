/** When the next group of writes is committed. At most one flush is due at a time, the earliest that was asked for. */

/** A run also records its pid and session. With a commit for each, these were half of all fsyncs. */
const SOON_MS = 10;

export interface FlushTimer {
  /** At the end of this turn of the event loop, unless it is due in any case. */
  next(): void;
  /** A little later, unless it is due already. */
  soon(): void;
  /** After a flush that has to wait. */
  after(ms: number): void;
}

export function createFlushTimer(flush: () => void): FlushTimer {
  let due: "no" | "soon" | "now" = "no";
  let soonTimer: NodeJS.Timeout | undefined;
  function fire(): void {
    due = "no";
    clearTimeout(soonTimer);
    flush();
  }
  return {
    next() {
      if (due === "now") return;
      due = "now";
      setImmediate(fire);
    },
    soon() {
      if (due !== "no") return;
      due = "soon";
      soonTimer = setTimeout(fire, SOON_MS);
    },
    after(ms) {
      due = "now";
      setTimeout(fire, ms);
    },
  };
}
