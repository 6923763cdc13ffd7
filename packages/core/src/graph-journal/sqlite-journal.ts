/**
 * Checkpoints of graphs in the store: durable when `append` resolves, appended with the group commits of everybody
 * else. A graph's lock is a row that names its process, so a lock left by a dead one is taken over and a living
 * one is never.
 */
import { AppError, type GraphJournal, type GraphJournalRecord } from "@tinyagi/contracts";
import { isSameProcess, processStartTime } from "../base/process-table.js";
import type { GraphLockRow } from "../store/statement/graph-statements.js";
import type { Store } from "../store/store.js";

/** Records read at once. */
const PAGE = 1_000;

export interface SqliteJournalOptions {
  store: Pick<Store, "graphs" | "write">;
  /** Makes a lock's owner id. */
  newOwner: () => string;
}

/**
 * @returns a journal whose methods throw AppError `CONFLICT` when the lock is held or a sequence number is taken, and
 *   `STORE_UNAVAILABLE` when nothing can be written
 */
export function createSqliteJournal({ store, newOwner }: SqliteJournalOptions): GraphJournal {
  return {
    async append(graphId, records) {
      // Serialised now: a caller that goes on changing an output must not change the past.
      const rows = records.map((record) => ({ seq: record.seq, json: JSON.stringify(record) }));
      await store.write(() => {
        let next = store.graphs.lastSeq(graphId) + 1;
        for (const { seq, json } of rows) {
          if (seq !== next)
            throw new AppError(
              "CONFLICT",
              `Record ${seq} of the graph does not follow record ${next - 1}; somebody else wrote it.`,
            );
          store.graphs.append(graphId, seq, json);
          next += 1;
        }
      });
    },
    read(graphId) {
      const records: GraphJournalRecord[] = [];
      for (
        let page = store.graphs.read(graphId, 0, PAGE);
        page.length > 0;
        page = store.graphs.read(graphId, records.length, PAGE)
      ) {
        for (const row of page) records.push(JSON.parse(row.record));
      }
      return records;
    },
    async lock(graphId) {
      const owner = newOwner();
      const lock: GraphLockRow = {
        graph_id: graphId,
        owner,
        pid: process.pid,
        pid_start: (await processStartTime(process.pid)) ?? null,
      };
      const held = store.graphs.lockOf(graphId);
      if (held !== undefined && (await isAlive(held))) throw heldError();
      const taken = await store.write(() => store.graphs.takeLock(lock, held?.owner ?? null));
      if (taken !== 1) throw heldError();
      return { release: () => store.write(() => store.graphs.dropLock(graphId, owner)) };
    },
  };
}

/** Without a recorded start the pid alone is no proof of death, so the lock counts as held while any such process lives. */
async function isAlive({ pid, pid_start: start }: GraphLockRow): Promise<boolean> {
  if (start !== null) return isSameProcess(pid, start);
  return (await processStartTime(pid)) !== undefined;
}

function heldError(): AppError {
  return new AppError("CONFLICT", "The graph is being run already; wait for it or cancel it.");
}
