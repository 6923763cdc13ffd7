/** Collects for a moment what can travel together, and passes it on in its order. */

export interface Collector<T> {
  add(one: T): void;
  /** Passes on at once what was collected. */
  flush(): void;
}

export function createCollector<T>(waitMs: number, onCollected: (all: readonly T[]) => void): Collector<T> {
  let collected: T[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const all = collected;
    collected = [];
    if (all.length > 0) onCollected(all);
  }

  return {
    add(one) {
      collected.push(one);
      timer ??= setTimeout(flush, waitMs);
    },
    flush,
  };
}
