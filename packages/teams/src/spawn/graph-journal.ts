/**
 * The journal of one graph: checkpoints in SQLite, with the events of each in the same write. The home has one daemon,
 * so a graph has one writer and needs no lock. After `close` nothing is written and nobody is answered: the graph stays
 * as it is, for the next start.
 */

import type { GraphJournal, GraphJournalRecord } from "@tinyagi/graph";
import { createSqliteJournal } from "@tinyagi/kernel";
import type { SpawnParts } from "./parts.js";

export interface ClosableJournal extends GraphJournal {
  close(): void;
}

/** @param recorded called inside the write of each record */
export function createGraphJournal(
  { store, newId, clock }: Pick<SpawnParts, "store" | "newId" | "clock">,
  recorded: (graphId: string, record: GraphJournalRecord) => void,
): ClosableJournal {
  let closed = false;
  const journal = createSqliteJournal({
    store,
    newOwner: () => newId("owner"),
    now: () => clock.now(),
    recorded,
  });
  return {
    read: (graphId) => journal.read(graphId),
    append: (graphId, records) => (closed ? new Promise<void>(() => {}) : journal.append(graphId, records)),
    lock: () => ({ release() {} }),
    close() {
      closed = true;
    },
  };
}
