/** The queue of updates: what the bot has not confirmed comes again. */

export interface Update {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

export interface Updates {
  push(update: Record<string, unknown>): void;
  /** Confirms what is older than `offset`, then waits up to `holdMs` for the rest. */
  fetch(
    offset: number,
    options: { holdMs: number; limit: number; signal: AbortSignal },
  ): Promise<readonly Update[]>;
  redeliver(): void;
  reorder(): void;
  readonly unconfirmed: number;
}

export function createUpdates(): Updates {
  let next = 1;
  let waiting: Update[] = [];
  const confirmed: Update[] = [];
  const wakers = new Set<() => void>();
  const add = (update: Record<string, unknown>) => {
    waiting.push({ ...update, update_id: next });
    next += 1;
    for (const wake of wakers) wake();
  };

  return {
    push: add,
    async fetch(offset, { holdMs, limit, signal }) {
      confirmed.push(...waiting.filter(({ update_id }) => update_id < offset));
      waiting = waiting.filter(({ update_id }) => update_id >= offset);
      if (waiting.length === 0 && holdMs > 0)
        await new Promise<void>((resolve) => {
          function done(): void {
            clearTimeout(timer);
            wakers.delete(done);
            signal.removeEventListener("abort", done);
            resolve();
          }
          const timer = setTimeout(done, holdMs);
          wakers.add(done);
          signal.addEventListener("abort", done);
          if (signal.aborted) done();
        });
      return waiting.slice(0, limit);
    },
    redeliver() {
      // Telegram gives them new numbers: only the messages in them are the same.
      for (const { update_id: _old, ...rest } of confirmed.splice(0)) add(rest);
    },
    reorder() {
      const ids = waiting.map(({ update_id }) => update_id);
      waiting = waiting
        .toReversed()
        .map((update, at) => ({ ...update, update_id: ids[at] ?? update.update_id }));
    },
    get unconfirmed() {
      return waiting.length;
    },
  };
}
