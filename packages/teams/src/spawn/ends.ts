/** Waits for the end of messages. The signal is the commit that ends a message; nothing is polled. */
import type { MessageRow, Queue, Store } from "@tinyagi/kernel";
import { isOpen } from "./parts.js";

export interface Ends {
  /** @throws the reason of `signal`, when it aborts first */
  wait(messageRowId: number, signal: AbortSignal): Promise<MessageRow>;
}

export function createEnds({ store, queue }: { store: Store; queue: Queue }): Ends {
  const waiting = new Map<number, Set<(row: MessageRow) => void>>();

  queue.onEnded(({ id }) => {
    if (!waiting.has(id)) return;
    store.afterCommit(() => {
      const row = store.messages.get(id);
      if (row === undefined) return;
      for (const tell of waiting.get(id) ?? []) tell(row);
    });
  });

  return {
    wait(id, signal) {
      return new Promise((resolve, reject) => {
        const row = store.messages.get(id);
        if (row === undefined) return reject(new Error(`There is no message ${id}.`));
        if (!isOpen(row)) return resolve(row);
        const known = waiting.get(id) ?? new Set();
        waiting.set(id, known);
        function done(): void {
          known.delete(tell);
          if (known.size === 0) waiting.delete(id);
          signal.removeEventListener("abort", stop);
        }
        const tell = (ended: MessageRow) => {
          done();
          resolve(ended);
        };
        const stop = () => {
          done();
          reject(signal.reason);
        };
        known.add(tell);
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
      });
    },
  };
}
