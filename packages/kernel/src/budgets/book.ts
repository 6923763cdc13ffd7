/** What budgets write: the usage of live runs, and their events. All functions run inside a write. */
import type { EventScope } from "@tinyagi/contracts";
import type { Account, Reached } from "./decide.js";
import { isNear, stopsRun } from "./decide.js";
import type { Meter } from "./meter.js";
import type { BudgetParts } from "./parts.js";
import { namedBudget, type RunFacts } from "./scope.js";

/** Counts a run that is about to start. */
export function countRun({ store, reservations }: BudgetParts, facts: RunFacts): void {
  store.budgets.addToDay({ ...toRow(facts), runs: 1, tokens: 0, nano_usd: 0, ms: 0 });
  store.afterCommit(() => reservations.use(facts.messageRowId, { tokens: 0, usd: 0, runs: 1, minutes: 0 }));
}

/** Stores what a live run used since the last time. */
export function storeUsage({ store, reservations }: BudgetParts, meter: Meter): void {
  const { facts, usage } = meter;
  const row = store.budgets.ofRun(facts.runId);
  if (row === undefined) return;
  const more = meter.beyond(row);
  store.budgets.meter(facts.runId, usage, row.ms + more.minutes);
  store.budgets.addToDay({
    ...toRow(facts),
    runs: 0,
    tokens: more.tokens,
    nano_usd: more.usd,
    ms: more.minutes,
  });
  store.afterCommit(() => {
    meter.stored();
    reservations.use(facts.messageRowId, more);
  });
}

/** Records the final usage of a run, if a budget applies to it. */
export function recordReconciled({ journal, ledger }: BudgetParts, { facts, usage }: Meter): void {
  const budgets = ledger.listAccounts(facts).map(({ scope }) => scope);
  if (budgets.length === 0) return;
  const { inputTokens = 0, outputTokens = 0, costUsd = 0, estimated = false } = usage;
  journal.append(
    "budget.reconciled",
    { agent: facts.agentId, budgets, tokens: inputTokens + outputTokens, usd: costUsd, estimated },
    eventScope(facts),
  );
}

export function recordExceeded(
  { journal }: BudgetParts,
  facts: RunFacts,
  { reached, action }: { reached: Reached; action: "refused" | "stopped" | "continued" | "asked" },
): void {
  // A run that did not start has no row.
  const { runId: _, ...refused } = eventScope(facts);
  journal.append(
    "budget.exceeded",
    { ...buildEvent(reached), action, agent: facts.agentId, more: reached.more },
    action === "refused" || action === "asked" ? refused : eventScope(facts),
  );
}

/** What people should learn about a budget that goes on: once at 80 %, and once at 100 % if work continues. */
export function dueNotices(account: Account): { warning?: Reached; notice?: Reached } {
  const warning = account.warned ? undefined : isNear(account);
  const isSilent = account.noticed || account.onLimit !== "warn";
  const notice = isSilent ? undefined : stopsRun(account);
  return { ...(warning && { warning }), ...(notice && { notice }) };
}

export function sendNotices(parts: BudgetParts, facts: RunFacts, account: Account): void {
  const { store, journal, note } = parts;
  const { warning, notice } = dueNotices(account);
  const key = { scope: account.scope, period: account.period };
  if (warning !== undefined) {
    store.budgets.setWarned(key);
    journal.append("budget.warning", buildEvent(warning), eventScope(facts));
    // The other notice says more.
    if (notice === undefined) note(facts.conversationId, { code: "budget.warning", ...buildEvent(warning) });
  }
  if (notice !== undefined) {
    store.budgets.setNoticed(key);
    recordExceeded(parts, facts, { reached: notice, action: "continued" });
    note(facts.conversationId, { code: "budget.continues", ...buildEvent(notice) });
  }
}

export function eventScope(facts: RunFacts): EventScope {
  return {
    conversationId: facts.conversationId,
    runId: facts.runId,
    messageRowId: facts.messageRowId,
    agentId: facts.agentId,
  };
}

function buildEvent(reached: Reached) {
  const { resource, limit, used, onLimit } = reached;
  return { ...namedBudget(reached), resource, limit, used, onLimit };
}

function toRow({ day, agentId, teamId }: RunFacts) {
  return { day, agent_id: agentId, team_id: teamId ?? "" };
}
