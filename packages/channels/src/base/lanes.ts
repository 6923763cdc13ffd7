/** Work in order per key: work of one key waits for the earlier work of that key, work of different keys does not. */
export interface ChatLanes {
  /** @returns what `work` returns */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Creates lanes that keep nothing of a key whose work has ended. */
export function createChatLanes(): ChatLanes {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, work) {
      const before = tails.get(key) ?? Promise.resolve();
      // A failure is reported to its own caller. It does not stop the lane.
      const mine = before.then(work, work);
      const tail = mine.then(
        () => {},
        () => {},
      );
      tails.set(key, tail);
      void tail.then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      return mine;
    },
  };
}
