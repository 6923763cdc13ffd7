/**
 * Stores checkpoints of graphs. Records are durable when `append` resolves, and share group commits with all other
 * writes. A graph's lock is a row with its process, so the lock of a dead process can be taken, and that of a running
 * one cannot.
 */

import { isSameProcess, processStartTime } from "@tinyagi/base";
import { AppError, type GraphJournal, type GraphJournalRecord } from "@tinyagi/contracts";
import type { GraphLockRow } from "../store/statement/graph-statements.js";
import type { Store } from "../store/store.js";

/** Records read per page. */
const PAGE = 1_000;

export interface SqliteJournalOptions {
  store: Pick<Store, "graphs" | "write">;
  /** Creates a lock's owner id. */
  newOwner: () => string;
  /** Each record is stored with this time. Default: no time. */
  now?: () => number;
  /** Called inside the write of each record, so that something else can be durable together with it. */
  recorded?: (graphId: string, record: GraphJournalRecord) => void;
}

/**
 * @returns a journal whose methods throw AppError `CONFLICT` when the lock is held or a sequence number is taken, and
 *   `STORE_UNAVAILABLE` when nothing can be written
 */
export function createSqliteJournal({ store, newOwner, now, recorded }: SqliteJournalOptions): GraphJournal {
  return {
    async append(graphId, records) {
      // Serialised immediately, because the caller may change an output later.
      const at = now?.();
      const rows = records.map((record) => ({
        record,
        seq: record.seq,
        json: JSON.stringify(at === undefined ? record : { ...record, at }),
      }));
      await store.write(() => {
        let next = store.graphs.lastSeq(graphId) + 1;
        for (const { record, seq, json } of rows) {
          if (seq !== next)
            throw new AppError(
              "CONFLICT",
              `Record ${seq} of the graph does not follow record ${next - 1}; another process wrote it.`,
            );
          store.graphs.append(graphId, seq, json);
          recorded?.(graphId, record);
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

/**
 * Without a recorded start time the pid alone cannot prove death, so the lock counts as held while any process has
 * that pid.
 */
async function isAlive({ pid, pid_start: start }: GraphLockRow): Promise<boolean> {
  if (start !== null) return isSameProcess(pid, start);
  return (await processStartTime(pid)) !== undefined;
}

function heldError(): AppError {
  return new AppError("CONFLICT", "The graph is already running. Wait for it or cancel it.");
}
