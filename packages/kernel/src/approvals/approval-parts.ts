/** What the files of approvals share. */
import type { Clock, Log } from "@tinyagi/base";
import { AppError, type ApprovalKind, type EventScope } from "@tinyagi/contracts";
import { messageScope, runScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { Outbox } from "../outbox/outbox-contract.js";
import type { ApprovalRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { ApprovalOutcome, Approvals } from "./approval-contract.js";
import type { Expiry } from "./expiry.js";

export interface ApprovalsOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  /** Eight letters and digits; see `createCodes`. */
  newCode: () => string;
  defaultExpiryMs: () => number;
  /** Where the person is notified. */
  outbox: Pick<Outbox, "add">;
  /** Signals that a lane may have a due message. */
  wake: (lane: string) => void;
}

export interface ApprovalParts extends ApprovalsOptions {
  /** Runs that wait for an outcome, by the id of the approval. */
  waiters: Map<string, Set<(outcome: ApprovalOutcome) => void>>;
  listeners: Map<ApprovalKind, Parameters<Approvals["onSubject"]>[1][]>;
  expiry: Pick<Expiry, "arm">;
}

/** @throws AppError `NOT_FOUND` */
export function mustGet({ store }: Pick<ApprovalParts, "store">, id: string): ApprovalRow {
  const row = store.approvals.get(id);
  if (row === undefined) throw new AppError("NOT_FOUND", "There is no approval with this id.");
  return row;
}

/** What each event about an approval says. */
export function about({ id, kind, agent_id }: ApprovalRow) {
  return { approvalId: id, kind, agent: agent_id };
}

export function toScope(row: ApprovalRow): EventScope {
  const about = { ...row, id: row.message_row_id };
  return row.run_id === "" ? messageScope(about) : runScope(about);
}
