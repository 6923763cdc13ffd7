/**
 * What the database keeps of runs on workers, so that a daemon that starts again takes them over. The number of an event is
 * written with what the event wrote, in the same transaction, so that none counts twice.
 */
import type { Log } from "@tinyagi/base";
import type { PlacedRunRow, Store } from "@tinyagi/kernel";
import type { RunRecords } from "@tinyagi/worker";

export type RecordStore = Pick<Store, "write" | "writeSoon" | "placedRuns">;

export interface WorkerRecords {
  /** Of one worker. */
  of(place: string): RunRecords;
  /** Resolves when everything so far is stored, or could not be. */
  whenStored(): Promise<void>;
  /** What follows from the end of a run is stored. */
  remove(runId: string): void;
}

interface Heard {
  readonly runId: string;
  readonly n: number;
}

export function createWorkerRecords(store: RecordStore, log: Log): WorkerRecords {
  /** By turn. */
  const heard = new Map<string, Heard>();
  let isDue = false;
  const lost = (err: unknown) => log.error({ err }, "the state of a run on a worker could not be stored");

  function flush(): Promise<unknown> {
    isDue = false;
    const all = [...heard];
    heard.clear();
    if (all.length === 0) return store.writeSoon(() => {}).catch(lost);
    return store
      .writeSoon(() => {
        for (const [key, { runId, n }] of all) store.placedRuns.heard(runId, key, n);
      })
      .catch(lost);
  }

  return {
    of: (place) => ({
      async placing({ runId, key, lane, turn }) {
        const { members, inputs, usage } = turn ?? { members: 0, inputs: 0, usage: {} };
        const row: PlacedRunRow = {
          ...{ run_id: runId, place, key, lane, members, inputs },
          usage: JSON.stringify(usage),
          events: 0,
        };
        await store.write(() => store.placedRuns.put(row));
      },
      heard({ runId, key, n, isKept }) {
        heard.set(key, { runId, n });
        if (!isKept || isDue) return;
        isDue = true;
        // Behind what the events of the same entry write, and before the commit of it.
        queueMicrotask(() => void flush());
      },
    }),
    async whenStored() {
      await flush();
    },
    remove: (runId) => void store.writeSoon(() => store.placedRuns.remove(runId)).catch(lost),
  };
}
