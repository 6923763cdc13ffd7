/** What the files of budgets share. */

import type { Clock, Log } from "@tinyagi/base";
import type { BudgetFact, ReplyNote } from "@tinyagi/contracts";
import { createPriceTable, type PriceTable, type Settings } from "@tinyagi/contracts";
import type { Approvals } from "../approvals/approval-contract.js";
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";
import type { Ledger } from "./ledger.js";
import type { Meter } from "./meter.js";
import type { Reservations } from "./reservations.js";

export interface BudgetsOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  settings: () => Settings;
  /** Inside a write: adds a sentence to the next reply of a conversation. */
  note: (conversationId: string, note: ReplyNote) => void;
  /** Inside a write: puts messages that a budget stopped back into their queue. */
  resume: (messageRowIds: readonly number[], scope: string) => void;
  /** Inside a write: ends a message that waits, and notifies its sender. @returns false when it does not wait */
  refuse: (messageRowId: number, why: BudgetFact) => boolean;
  approvals: Pick<Approvals, "hold" | "withdraw" | "onSubject">;
}

export interface BudgetParts extends BudgetsOptions {
  /** Of live runs, by run id. */
  meters: Map<string, Meter>;
  reservations: Reservations;
  ledger: Ledger;
  prices: () => PriceTable;
  /** Writes in the background; the same is written again with the result of the run. */
  writeSoon: (work: () => void) => void;
}

/** Settings objects are replaced, never changed. */
export function cachedPrices(settings: () => Settings): () => PriceTable {
  let known: { settings: Settings; table: PriceTable } | undefined;
  return () => {
    const current = settings();
    if (known?.settings !== current)
      known = { settings: current, table: createPriceTable(current.budgets.prices) };
    return known.table;
  };
}
