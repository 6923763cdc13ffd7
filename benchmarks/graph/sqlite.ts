/** The journal in a real SQLite file at `synchronous=FULL`, in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createSystemClock } from "@tinyagi/base";
import type { GraphJournal } from "@tinyagi/contracts";
import { createSqliteJournal, openStore } from "@tinyagi/kernel";

export interface JournalFile extends AsyncDisposable {
  readonly journal: GraphJournal;
  /** A graph's id nobody has used yet. */
  nextId(): string;
}

export function openJournalFile(): JournalFile {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-graph-bench-"));
  const store = openStore({ path: join(folder, "tinyagi.db"), clock: createSystemClock() });
  const newId = createIds();
  let graphs = 0;
  return {
    journal: createSqliteJournal({ store, newOwner: () => newId("run") }),
    nextId: () => `graph-${++graphs}`,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
