/**
 * Budgets with `onLimit: "ask"`: a person decides whether a budget is raised by an exact amount. Until then the messages
 * that it stopped or refused wait for one approval. All functions run inside a write.
 */

import { localDay } from "@tinyagi/base";
import { askText } from "@tinyagi/views";
import { getApproval } from "../approvals/approval-rules.js";
import type { MessageContent } from "../message/content.js";
import type { ApprovalRow, MessageRow } from "../store/schema.js";
import { inSettings, NOTHING, toSettings } from "./amounts.js";
import { estimateNeed, missing, ONE_RUN, type Reached, refusesRun } from "./decide.js";
import { toFact } from "./fact.js";
import { openAsks, toAsk } from "./open-asks.js";
import type { BudgetParts } from "./parts.js";
import { extend } from "./raise.js";
import { namedBudget, toTopic } from "./scope.js";

/**
 * A pending message waits until a person has decided. It does not wait when the budget has room again.
 *
 * @param runId the run that was stopped; undefined for a message that was refused
 */
export function requestDecision(
  { ledger, reservations, approvals }: BudgetParts,
  message: MessageContent & Pick<MessageRow, "id">,
  { reached, runId }: { reached: Reached; runId: string | undefined },
): void {
  const account = ledger.account(reached);
  if (account?.onLimit !== "ask") return;
  const need = estimateNeed(message);
  const own = reservations.of(message.id, account);
  const now = refusesRun(account, need, own);
  if (now === undefined) return;
  const added = missing(account, need, own);
  const { limit, used } = account;
  approvals.hold({
    kind: "budget",
    messageRowId: message.id,
    runId,
    subject: toTopic(account),
    ...askText({ ...now, ...namedBudget(now) }, added),
    preview: {
      ...namedBudget(account),
      limit: toSettings(limit),
      used: inSettings(used),
      added,
    },
  });
}

/** The budget for which the message of a sub-agent's parent waits. The sub-agent waits with it. */
export function waitsAbove(
  { store, ledger }: BudgetParts,
  message: MessageContent & Pick<MessageRow, "parent_run_id">,
): Reached | undefined {
  if (message.kind !== "node" || message.parent_run_id === null) return undefined;
  const parent = store.runs.get(message.parent_run_id);
  if (parent === undefined) return undefined;
  for (const hold of store.holds.of(parent.message_row_id)) {
    const row = getApproval(store, hold);
    const ask = row?.status === "open" ? toAsk(row) : undefined;
    const account = ask && ledger.account({ scope: ask.scope, period: ask.period });
    const reached = account && refusesRun(account, estimateNeed(message), NOTHING);
    if (reached !== undefined) return reached;
  }
  return undefined;
}

/** A person has decided, or no one has in time. @param held the messages that waited */
export function settleAsk(parts: BudgetParts, row: ApprovalRow, held: readonly number[]): void {
  const ask = toAsk(row);
  if (ask === undefined) return;
  const { store, ledger, clock } = parts;
  const { added, ...key } = ask;
  if (row.status === "approved") {
    extend(parts, key, { added, by: row.answered_by ?? "a person" });
    return;
  }
  const account = isOver(parts, key.period) ? undefined : ledger.account(key);
  const reached = account && refusesRun(account, ONE_RUN, NOTHING);
  if (reached === undefined) return;
  const answer = { isDenied: row.status === "denied", remark: row.answer };
  for (const id of held) {
    const began = (store.messages.get(id)?.total_attempts ?? 0) > 0;
    const fact = { ...toFact(reached, began ? "stopped" : "refused"), answer };
    if (parts.refuse(id, fact)) store.budgets.stop({ id, scope: key.scope, now: clock.now() });
  }
}

/** Budgets of a day that is over: their messages count for the new one. */
export function rollOver(parts: BudgetParts): void {
  for (const ask of openAsks(parts.store))
    if (isOver(parts, ask.period)) parts.approvals.withdraw(toTopic(ask), "approval.next_day");
}

function isOver({ clock }: BudgetParts, period: string): boolean {
  return period !== "" && period !== localDay(clock.now());
}
