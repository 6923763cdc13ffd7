/** A journal in memory: for tests, for previews, and for runs that need not survive their process. */
import type { GraphJournal, GraphJournalRecord } from "@tinyagi/contracts";
import { JournalError } from "../errors.js";

/** A journal that answers at once. Records are kept as they are given. */
export function createMemoryJournal(): GraphJournal {
  const records = new Map<string, GraphJournalRecord[]>();
  const locked = new Set<string>();
  return {
    append(graphId, added) {
      const list = records.get(graphId);
      if (list === undefined) records.set(graphId, [...added]);
      else for (const record of added) list.push(record);
    },
    read(graphId) {
      return [...(records.get(graphId) ?? [])];
    },
    lock(graphId) {
      if (locked.has(graphId)) {
        throw new JournalError(
          "CONFLICT",
          "Another run holds the journal of this graph. Wait for it to end.",
        );
      }
      locked.add(graphId);
      return { release: () => void locked.delete(graphId) };
    },
  };
}
